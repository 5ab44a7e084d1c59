package io.tierstream.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Says what a tree of the same text says, which Jackson checks for names that are there twice. */
class JsonFieldsTest {

  private static final Mutations MUTATIONS = Mutations.of("JSON");
  private static final int TRIES = 20;
  private static final int MOST_OBJECTS = 2;
  private static final int MOST_LEVELS = 5;
  private static final ObjectReader TREE =
      new ObjectMapper(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .readerFor(JsonNode.class);
  private static final List<String> EXAMPLES =
      List.of(
          "customer.changed.v1",
          "customer.registered.v1",
          "facts.transferred.v1",
          "feedback.received.v1",
          "feedback.resolved.v1",
          "order.cancelled.v1",
          "order.paid.v1",
          "order.placed.v1",
          "order.refunded.v1");
  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\"a\"",
    "\"a\":",
    "\"b\":",
    "\"\":",
    "\\",
    " ",
    "\n",
    "0",
    "-",
    "7",
    "10",
    ".",
    "e",
    "true",
    "false",
    "null",
    "nul",
    "\u00e9",
    "\u0000",
    "{}",
    "[]",
    "\"a\":{",
    "}}",
    "\"\\u0061\":",
    "123456789012345678",
    "/",
    "\ud83d\udca5",
    "\"c\":[{",
    "1,"
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " {\t\"a\" :\r\n1 } ",
        "{\"a\":[],\"b\":{},\"c\":[[1],{\"a\":[2]}]}",
        "{\"a\":-0,\"b\":-12,\"c\":123456789012345678}",
        "{\"a\":9223372036854775807,\"b\":-9223372036854775808,\"c\":9223372036854775808}",
        "{\"a\":1.50,\"b\":1e2,\"c\":1e999999,\"d\":-0.0,\"e\":1E-400}",
        "{\"a\":true,\"b\":false,\"c\":null}",
        "{\"a\":\"caf\u00e9 \u4e0a\u6d77 \ud83d\udca5 \u007f\",\"b\":\"\",\"c\":\"{}\"}",
        "{\"a\":\"\\n\\u0000\\ud800\",\"\\u0062\":\"\\\"\\/\"}",
        "{\"Aa\":1,\"BB\":2,\"C\":{\"Aa\":1}}",
        "{\"\u00e9\":1,\"\":2}",
        "{\"a\":{\"b\":{},\"c\":[]},\"b\":[{\"b\":1},{\"b\":1}],\"c\":1}",
      })
  void reads(String json) {
    assertThat(refusal(json.getBytes(UTF_8))).isNull();
    agree(json.getBytes(UTF_8), "");
  }

  @Test
  void readsTheGoldenExamples() {
    for (var type : EXAMPLES) {
      var example = SchemaCheck.example(type);
      agree(example.toString().getBytes(UTF_8), type);
      agree(example.toPrettyString().getBytes(UTF_8), type);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
  void readsEachEncodingOfUnicode(String charset) {
    var json = "{\"a\":\"\u4e0a\u6d77 \ud83d\udca5\",\"\u00e9\":{\"b\":[1,{}]},\"c\":null}";
    var bytes = json.getBytes(Charset.forName(charset));
    assertThat(refusal(bytes)).isNull();
    agree(bytes, charset);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "1 2",
        "null",
        "null null",
        "\"a\"",
        "[]",
        "[1,]",
        "[{\"a\":1,\"a\":1}]",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1}}",
        "{\"a\":1}1",
        "{\"a\":1}{",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":1}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":1}",
        "{\"a\":{\"b\":1},\"b\":[{}],\"a\":1}",
        "{\"b\":[{\"a\":null,\"a\":null}]}",
        "{\"\":1,\"\":1}",
        "{\"a\":01}",
        "{\"a\":-}",
        "{\"a\":nulls}",
        "{\"a\":\"\n\"}",
        "{\"a\":[}",
      })
  void refuses(String json) {
    assertThat(refusal(json.getBytes(UTF_8))).isNotNull();
    agree(json.getBytes(UTF_8), "");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 31, 32, 33, 34, 64, 65, 1000, 100_000})
  void tellsManyNamesApart(int count) {
    var all =
        String.join(",", IntStream.range(0, count).mapToObj(i -> "\"f" + i + "\":[]").toList());
    assertThat(refusal(("{" + all + "}").getBytes(UTF_8))).isNull();
    for (int i : new int[] {0, count / 2, count - 1}) {
      assertThat(refusal(("{" + all + ",\"f" + i + "\":1}").getBytes(UTF_8)))
          .isEqualTo("UNPARSABLE the value isn't JSON: JsonParseException");
    }
  }

  @Test
  void nestsAsDeepAsTheTree() {
    for (int depth : new int[] {998, 999, 1000, 1001}) {
      agree(("{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}").getBytes(UTF_8), "lists");
      agree(
          ("{\"a\":".repeat(depth) + "1" + "}".repeat(depth)).getBytes(UTF_8), depth + " objects");
    }
  }

  @Test
  void agreesAboutUtf8() {
    for (int first = 0x80; first < 0x100; first++) {
      for (int second = 0; second < 0x100; second += second < 0x80 ? 0x1f : 1) {
        agree(text(first, second), "");
        agree(text(first, second, 0x80), "");
        agree(text(first, second, 0xbf, 0xbf), "");
      }
    }
  }

  private static byte[] text(int... inside) {
    var bytes = ("{\"a\":\"" + "x".repeat(inside.length) + "\"}").getBytes(UTF_8);
    for (int i = 0; i < inside.length; i++) {
      bytes[6 + i] = (byte) inside[i];
    }
    return bytes;
  }

  @Test
  void agreesAboutMutatedExamples() {
    MUTATIONS
        .numbers()
        .forEach(
            number -> {
              var dice = MUTATIONS.dice(number);
              var good = (ObjectNode) SchemaCheck.example(EXAMPLES.get(number % EXAMPLES.size()));
              agree(JsonMutations.mutate(good, dice).bytes(), MUTATIONS.again(number));
            });
  }

  @Test
  void agreesAboutWhatIsPutTogetherAtRandom() {
    MUTATIONS
        .numbers()
        .forEach(
            number -> {
              var dice = MUTATIONS.dice(number);
              for (int i = 0; i < TRIES; i++) {
                agree(anything(dice).getBytes(UTF_8), MUTATIONS.again(number));
              }
            });
  }

  private static String anything(Random dice) {
    var json = new StringBuilder("{");
    for (int i = 0; i < dice.nextInt(12); i++) {
      json.append(PIECES[dice.nextInt(PIECES.length)]);
    }
    return json.append(dice.nextInt(5) == 0 ? "" : "}").toString();
  }

  private static void agree(byte[] json, String again) {
    try {
      JsonNode tree;
      try {
        tree = TREE.readTree(json);
      } catch (IOException e) {
        assertRefused(json, e);
        return;
      }
      if (tree.isObject()) {
        var fields = read(json);
        assertThat(fields.json()).isEqualTo(tree.toString());
        assertSame(fields, tree, MOST_LEVELS);
      } else {
        assertThat(refusal(json)).isEqualTo("UNPARSABLE the value isn't a JSON object");
      }
    } catch (PoisonException | AssertionError e) {
      throw new AssertionError(new String(json, UTF_8) + ": " + e.getMessage() + ", " + again, e);
    }
  }

  private static void assertRefused(byte[] json, IOException e) {
    var refusal = "UNPARSABLE the value isn't JSON: ";
    // What is wrong right behind a double Jackson's parser tells of first, unless it looks for it.
    if (e.getMessage().startsWith("Duplicate field")) {
      assertThat(refusal(json)).startsWith(refusal);
    } else {
      assertThat(refusal(json)).isEqualTo(refusal + e.getClass().getSimpleName());
    }
  }

  private static JsonFields read(byte[] json) throws PoisonException {
    return JsonFields.of(new CloudEvent("i", "s", "t", Instant.EPOCH, "s", null, null, json));
  }

  /** Null when there is none. */
  private static String refusal(byte[] json) {
    try {
      read(json);
      return null;
    } catch (PoisonException e) {
      return e.reason() + " " + e.getMessage();
    }
  }

  /** Of objects inside, too, down to so many levels. */
  private static void assertSame(JsonFields fields, JsonNode tree, int levels)
      throws PoisonException {
    if (levels == 0) {
      return;
    }
    var names = new ArrayList<>(List.of("absent", "Bb", "a\"", ""));
    tree.fieldNames().forEachRemaining(names::add);
    for (var name : names) {
      var node = tree.path(name);
      assertThat(fields.has(name)).as(name).isEqualTo(tree.hasNonNull(name));
      assertSameAnswers(fields, name, node);
      if (node.isObject()) {
        assertSame(fields.object(name), node, levels - 1);
      }
      // one of a thousand is like the others
      for (int i = 0;
          i < Math.min(node.size(), MOST_OBJECTS) && isOf(node, JsonNode::isObject);
          i++) {
        assertSame(fields.objects(name).get(i), node.get(i), levels - 1);
      }
    }
  }

  private interface Question {
    Object of(JsonFields fields) throws PoisonException;
  }

  private enum Word {
    PAID,
    PLACED,
    REGISTERED
  }

  /** Answers and refusals alike. */
  private static void assertSameAnswers(JsonFields fields, String name, JsonNode node) {
    boolean isOptional = node.isMissingNode() || node.isNull();
    Question[] questions = {
      f -> f.id(name),
      f -> f.optionalId(name),
      f -> f.amount(name),
      f -> f.currency(name),
      f -> f.instant(name),
      f -> f.optionalInstant(name),
      f -> f.positive(name),
      f -> f.number(name, -12, 12),
      f -> f.optionalNumber(name, -12, 12),
      f -> f.flag(name),
      f -> f.oneOf(name, Word.class),
      f -> f.text(name, 9),
      f -> f.optionalText(name, 9),
      f -> f.texts(name, 9),
      f -> f.objects(name).size(),
      f -> f.object(name).json()
    };
    List<Supplier<Object>> answers =
        List.of(
            () -> id(node),
            () -> isOptional ? "null" : id(node),
            () -> amount(node),
            () -> matching(node, "[A-Z]{3}", "must be an ISO 4217 code"),
            () -> instant(node),
            () -> isOptional ? "null" : instant(node),
            () -> whole(node, 1, Long.MAX_VALUE, "must be a positive whole number"),
            () -> whole(node, -12, 12, "must be a whole number from -12 to 12"),
            () ->
                isOptional ? "null" : whole(node, -12, 12, "must be a whole number from -12 to 12"),
            () -> node.isBoolean() ? node : "must be true or false",
            () -> word(node),
            () -> isOptional ? "must have 1 to 9 characters" : shortText(node),
            () -> isOptional ? "null" : shortText(node),
            () -> isOptional ? "[]" : shortTexts(node),
            () -> isOptional ? 0 : objects(node),
            () -> node.isObject() ? node : "must be an object");
    for (int i = 0; i < questions.length; i++) {
      assertThat(answer(questions[i], fields, name))
          .as("%s, question %d", name, i)
          .isEqualTo(answers.get(i).get().toString());
    }
  }

  private static String answer(Question question, JsonFields fields, String name) {
    try {
      return String.valueOf(question.of(fields));
    } catch (PoisonException e) {
      assertThat(e.reason()).isEqualTo(PoisonException.Reason.BREAKS_SCHEMA);
      assertThat(e.getMessage()).startsWith(name + " ");
      return e.getMessage().substring(name.length() + 1);
    }
  }

  private static String matching(JsonNode node, String pattern, String rule) {
    if (!node.isTextual()) {
      return "must be a string";
    }
    return node.textValue().matches(pattern) ? node.textValue() : rule;
  }

  private static String id(JsonNode node) {
    return matching(
        node, "[A-Za-z0-9._:-]{1,64}", "must be 1 to 64 characters of A-Z a-z 0-9 . _ : -");
  }

  private static Object amount(JsonNode node) {
    var rule = "must be a decimal string of up to 14 digits and 4 decimals";
    var text = matching(node, "\\d{1,14}(\\.\\d{1,4})?", rule);
    return text.startsWith("must") ? text : new BigDecimal(text);
  }

  private static Object instant(JsonNode node) {
    if (!node.isTextual()) {
      return "must be a string";
    }
    Instant instant;
    try {
      instant = Instant.parse(node.textValue()).truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException e) {
      return "must be an RFC 3339 instant in UTC";
    }
    if (instant.isBefore(Instant.parse("1900-01-01T00:00:00Z"))) {
      return "must not be before 1900";
    }
    return instant.isBefore(Instant.parse("+10000-01-01T00:00:00Z"))
        ? instant
        : "must not be after 9999";
  }

  private static Object whole(JsonNode node, long least, long most, String rule) {
    return node.isIntegralNumber()
            && node.canConvertToLong()
            && node.longValue() >= least
            && node.longValue() <= most
        ? node.longValue()
        : rule;
  }

  private static Object word(JsonNode node) {
    return matching(node, "PAID|PLACED|REGISTERED", "isn't a known Word");
  }

  private static boolean isShort(JsonNode node) {
    return node.isTextual()
        && node.textValue().length() >= 1
        && node.textValue().length() <= 9
        && !node.textValue().contains("\0");
  }

  private static String shortText(JsonNode node) {
    if (!node.isTextual()) {
      return "must be a string";
    }
    return isShort(node) ? node.textValue() : "must have 1 to 9 characters, none of them NUL";
  }

  private static Object shortTexts(JsonNode node) {
    if (!node.isArray()) {
      return "must be a list";
    }
    return isOf(node, JsonFieldsTest::isShort)
        ? StreamSupport.stream(node.spliterator(), false).map(JsonNode::textValue).toList()
        : "must have texts of 1 to 9 characters";
  }

  private static Object objects(JsonNode node) {
    if (!node.isArray()) {
      return "must be a list";
    }
    return isOf(node, JsonNode::isObject) ? node.size() : "must have objects";
  }

  private static boolean isOf(JsonNode list, Predicate<JsonNode> kind) {
    return list.isArray() && StreamSupport.stream(list.spliterator(), false).allMatch(kind);
  }
}
