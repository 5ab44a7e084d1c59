package io.tierstream.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Says what the tree says, or gives up. */
class PlainJsonTest {

  private static final Mutations MUTATIONS = Mutations.of("JSON");
  private static final int TRIES = 20;
  private static final int MOST_OBJECTS = 2;
  private static final ObjectMapper JSON = new ObjectMapper();
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
        "{\"a\":true,\"b\":false,\"c\":null}",
        "{\"a\":\"caf\u00e9 \u4e0a\u6d77 \ud83d\udca5 \u007f\",\"b\":\"\",\"c\":\"{}\"}",
        "{\"Aa\":1,\"C\":{\"Aa\":1}}",
      })
  void readsThis(String json) throws PoisonException {
    assertSame(plain(json), TreeJson.of(json.getBytes(UTF_8)), tree(json));
  }

  @Test
  void readsTheGoldenExamplesOfWhatComesOften() throws PoisonException {
    for (var type : EXAMPLES) {
      var example = SchemaCheck.example(type);
      for (var json : List.of(example.toString(), example.toPrettyString())) {
        assertSame(plain(json), TreeJson.of(json.getBytes(UTF_8)), example);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1}}",
        "{\"a\":1}1",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":1}",
        "{\"a\":1,\"a\":1}",
        "{\"Aa\":1,\"BB\":1}",
        "{\"a\":01}",
        "{\"a\":1.5}",
        "{\"a\":-}",
        "{\"a\":1234567890123456789}",
        "{\"a\":nulls}",
        "{\"a\":\"\\n\"}",
        "{\"a\":\"\n\"}",
        "{\"\u00e9\":1}",
        "{\"a\":[1,]}",
        "{\"a\":[}",
      })
  void givesUpAt(String json) {
    assertThat(plain(json)).isNull();
  }

  @Test
  void givesUpWhenItIsAsked() {
    assertThat(plain("{\"a\":" + "[".repeat(15) + "1" + "]".repeat(15) + "}")).isNotNull();
    assertThat(plain("{\"a\":" + "[".repeat(16) + "1" + "]".repeat(16) + "}")).isNull();
    assertThat(plain(fields(100))).isNotNull();
    assertThat(plain(fields(101))).isNull();
    assertThat(plain("{\"" + "n".repeat(255) + "\":1}")).isNotNull();
    assertThat(plain("{\"" + "n".repeat(256) + "\":1}")).isNull();
  }

  private static String fields(int count) {
    var fields = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      fields.add("\"f" + i + "\":" + i);
    }
    return "{" + String.join(",", fields) + "}";
  }

  @Test
  void givesUpAtWhatIsNoUtf8() throws PoisonException {
    for (int first = 0x80; first < 0x100; first++) {
      for (int second = 0; second < 0x100; second++) {
        neverDisagreesAboutText(text(first, second));
        neverDisagreesAboutText(text(first, second, 0x80));
        neverDisagreesAboutText(text(first, second, 0xbf, 0xbf));
      }
    }
    assertThat(PlainJson.of(text(0xc0, 0x80))).isNull();
    assertThat(PlainJson.of(text(0xed, 0xa0, 0x80))).isNull();
    assertThat(PlainJson.of(text(0xf4, 0x90, 0x80, 0x80))).isNull();
    assertThat(PlainJson.of(text(0xf4, 0x8f, 0xbf, 0xbf))).isNotNull();
  }

  private static void neverDisagreesAboutText(byte[] json) throws PoisonException {
    var plain = PlainJson.of(json);
    if (plain != null && !plain.textAt("a").equals(TreeJson.of(json).textAt("a"))) {
      throw new AssertionError(Arrays.toString(json));
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
  void neverDisagreesAboutMutatedExamples() {
    MUTATIONS
        .numbers()
        .forEach(
            number -> {
              var dice = MUTATIONS.dice(number);
              var good = (ObjectNode) SchemaCheck.example(EXAMPLES.get(number % EXAMPLES.size()));
              neverDisagrees(JsonMutations.mutate(good, dice).bytes(), MUTATIONS.again(number));
            });
  }

  @Test
  void neverDisagreesAboutWhatIsPutTogetherAtRandom() {
    MUTATIONS
        .numbers()
        .forEach(
            number -> {
              var dice = MUTATIONS.dice(number);
              for (int i = 0; i < TRIES; i++) {
                neverDisagrees(anything(dice).getBytes(UTF_8), MUTATIONS.again(number));
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

  /** What it reads, the tree reads, too, and as the same. */
  private static void neverDisagrees(byte[] json, String again) {
    var plain = PlainJson.of(json);
    if (plain == null) {
      return;
    }
    try {
      assertSame(plain, TreeJson.of(json), tree(new String(json, UTF_8)));
    } catch (PoisonException | AssertionError e) {
      throw new AssertionError(new String(json, UTF_8) + ": " + e.getMessage() + ", " + again, e);
    }
  }

  private static void assertSame(JsonFields plain, JsonFields tree, JsonNode node) {
    assertThat(plain.json()).isEqualTo(tree.json());
    var names = new ArrayList<>(List.of("absent", "Bb", "a\"", ""));
    node.fieldNames().forEachRemaining(names::add);
    for (var name : names) {
      assertThat(plain.has(name)).as(name).isEqualTo(tree.has(name));
      assertThat(plain.textAt(name)).as(name).isEqualTo(tree.textAt(name));
      assertThat(plain.knownTextAt(name)).as(name).isEqualTo(tree.textAt(name));
      assertThat(plain.flagAt(name)).as(name).isEqualTo(tree.flagAt(name));
      assertThat(plain.numberAt(name)).as(name).isEqualTo(tree.numberAt(name));
      assertThat(plain.textsAt(name)).as(name).isEqualTo(tree.textsAt(name));
      assertSameAnswers(plain, tree, name);
      assertSameObjects(plain, tree, node.path(name), name);
    }
  }

  private static void assertSameObjects(
      JsonFields plain, JsonFields tree, JsonNode node, String name) {
    var object = plain.objectAt(name);
    var objectOfTree = tree.objectAt(name);
    assertThat(object == null).as(name).isEqualTo(objectOfTree == null);
    if (object != null) {
      assertSame(object, objectOfTree, node);
    }
    var objects = plain.objectsAt(name);
    var objectsOfTree = tree.objectsAt(name);
    assertThat(objects == null).as(name).isEqualTo(objectsOfTree == null);
    if (objects == null) {
      return;
    }
    assertThat(objects).hasSameSizeAs(objectsOfTree);
    // one of a thousand is like the others
    for (int i = 0; i < Math.min(objects.size(), MOST_OBJECTS); i++) {
      assertThat(objects.get(i) == null).isEqualTo(objectsOfTree.get(i) == null);
      if (objects.get(i) != null) {
        assertSame(objects.get(i), objectsOfTree.get(i), node.get(i));
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
  private static void assertSameAnswers(JsonFields plain, JsonFields tree, String name) {
    List<Question> questions =
        List.of(
            fields -> fields.id(name),
            fields -> String.valueOf(fields.optionalId(name)),
            fields -> fields.amount(name),
            fields -> fields.currency(name),
            fields -> fields.instant(name),
            fields -> String.valueOf(fields.optionalInstant(name)),
            fields -> fields.positive(name),
            fields -> fields.number(name, -12, 12),
            fields -> fields.flag(name),
            fields -> fields.oneOf(name, Word.class),
            fields -> fields.text(name, 9),
            fields -> fields.texts(name, 9),
            fields -> fields.objects(name).size(),
            fields -> fields.object(name).json());
    for (var question : questions) {
      assertThat(answer(question, plain)).isEqualTo(answer(question, tree));
    }
  }

  private static Object answer(Question question, JsonFields fields) {
    try {
      return question.of(fields);
    } catch (PoisonException e) {
      return e.reason() + " " + e.getMessage();
    }
  }

  private static PlainJson plain(String json) {
    return PlainJson.of(json.getBytes(UTF_8));
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(json, e);
    }
  }
}
