package io.tierstream.events;

import static io.tierstream.events.Mutations.anyOf;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Mutates a good JSON object: its bytes, its form, its values. For tests. */
public final class JsonMutations {

  private static final int MEGABYTE = 1_000_000;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Literals that JSON doesn't have. */
  private static final List<String> NO_LITERALS =
      List.of(
          "NaN",
          "Infinity",
          "-Infinity",
          "01",
          ".5",
          "5.",
          "+1",
          "1e",
          "--1",
          "0x10",
          "undefined",
          "'x'",
          "True",
          "nul",
          "1_000",
          "\"open",
          "1,,2");

  /** Values that are JSON, but hardly ever meant. */
  private static final List<String> ODD_VALUES =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1.5",
          "-0.0",
          "1e999999",
          "-1e-999999",
          "1e2147483648",
          "9223372036854775808",
          "9".repeat(999),
          "[]",
          "{}",
          "[[[]]]",
          "\"\"",
          "\" \"",
          "\"\\u0000\"",
          "\"a\\u0000b\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\\u202e\\ufeff\\u2028\"",
          "\"\uD83D\uDCA5\"",
          "\"e\u0301\"",
          "\"\u0130\u00df\u03c2\"",
          "\"" + "x".repeat(65) + "\"",
          "\"" + "x".repeat(300) + "\"",
          "\"" + "\u00e9".repeat(10_001) + "\"",
          "\"NaN\"",
          "\"1e9\"",
          "\"1e999999999\"",
          "\"-1\"",
          "\"-0\"",
          "\"0\"",
          "\"00.10\"",
          "\"99999999999999.9999\"",
          "\"999999999999999\"",
          "\"\u0663\"",
          "\"\uff11\"",
          "\"0000-01-01T00:00:00Z\"",
          "\"1899-12-31T23:59:59Z\"",
          "\"1900-01-01T00:00:00Z\"",
          "\"9999-12-31T23:59:59.999999999Z\"",
          "\"+1000000000-12-31T23:59:59.999999999Z\"",
          "\"-1000000000-01-01T00:00:00Z\"",
          "\"+999999999-12-31\"",
          "\"-999999999-01-01\"",
          "\"2026-02-30\"",
          "\"2016-12-31T23:59:60Z\"",
          "\"2026-01-02T03:04:05+18:00\"",
          "\"P999999999D\"",
          "\"PT-1S\"",
          "\"P2147483648D\"",
          "\"..\"",
          "\"../../etc\"",
          "\"'; DROP TABLE x; --\"",
          "\"%s%n\"",
          "\"<script>\"",
          "\"XXX\"",
          "\"cny\"");

  private JsonMutations() {}

  /** What a mutation certainly does. */
  public enum Damage {
    /** It isn't one JSON object any more. */
    BROKEN,
    /** It is the same object, or has a further field. */
    SAME,
    /** Anything: it may be broken, mean another thing, or the same. */
    ANY
  }

  /** What became of a good object. */
  public record Mutated(String name, Damage damage, byte[] bytes) {}

  private interface Mutation {
    byte[] of(ObjectNode good, Random dice);
  }

  private record Named(String name, Damage damage, Mutation mutation) {}

  private static final List<Named> ALL =
      List.of(
          broken("nothing", (good, dice) -> new byte[0]),
          broken(
              "white space only", (good, dice) -> " \n\t".repeat(dice.nextInt(9)).getBytes(UTF_8)),
          broken("cut off", JsonMutations::cutOff),
          broken("random bytes", JsonMutations::randomBytes),
          broken("another kind of value", JsonMutations::anotherKind),
          broken("two objects", (good, dice) -> bytes(good.toString() + good)),
          broken("something behind", JsonMutations::somethingBehind),
          broken("something before", JsonMutations::somethingBefore),
          broken("duplicate key", JsonMutations::duplicateKey),
          broken("duplicate key inside", JsonMutations::duplicateKeyInside),
          broken("no literal", JsonMutations::noLiteral),
          broken("raw control character", JsonMutations::rawControlCharacter),
          broken("Latin-1", JsonMutations::latin1),
          broken("a byte that no UTF-8 has", JsonMutations::noUtf8),
          broken("nested too deeply", JsonMutations::tooDeep),
          broken("a number too long", JsonMutations::numberTooLong),
          broken("a name too long", JsonMutations::nameTooLong),
          broken("a comment", (good, dice) -> with(good, "/* */")),
          broken("a comma too many", (good, dice) -> with(good, ",")),
          broken("an unquoted name", (good, dice) -> with(good, "surprise:1,")),
          same("an unknown field", JsonMutations::unknownField),
          same("deep, but not too deep", JsonMutations::deep),
          same("other white space", JsonMutations::otherWhiteSpace),
          same("other order", JsonMutations::otherOrder),
          same("everything escaped", JsonMutations::everythingEscaped),
          any("bits flipped", JsonMutations::bitsFlipped),
          any("bytes replaced", JsonMutations::bytesReplaced),
          any("bytes removed", JsonMutations::bytesRemoved),
          any("bytes inserted", JsonMutations::bytesInserted),
          any("a block repeated", JsonMutations::blockRepeated),
          any("an odd value", JsonMutations::oddValue),
          any("an odd value", JsonMutations::oddValue),
          any("an odd value", JsonMutations::oddValue),
          any("two odd values", JsonMutations::twoOddValues),
          any("a field removed", JsonMutations::fieldRemoved),
          any("a field renamed", JsonMutations::fieldRenamed),
          any("two values swapped", JsonMutations::valuesSwapped),
          any("lists multiplied", JsonMutations::listsMultiplied),
          any("a character that UTF-8 writes otherwise", JsonMutations::otherwiseEncoded),
          any("UTF-16 or UTF-32", JsonMutations::otherUnicode),
          any("byte order mark", (good, dice) -> bytes("\ufeff" + good)));

  private static Named broken(String name, Mutation mutation) {
    return new Named(name, Damage.BROKEN, mutation);
  }

  private static Named same(String name, Mutation mutation) {
    return new Named(name, Damage.SAME, mutation);
  }

  private static Named any(String name, Mutation mutation) {
    return new Named(name, Damage.ANY, mutation);
  }

  /** Another of what {@code good} could have become; {@code good} itself stays. */
  public static Mutated mutate(ObjectNode good, Random dice) {
    var one = ALL.get(dice.nextInt(ALL.size()));
    var copy = good.deepCopy();
    if (copy.isEmpty()) {
      copy.put("nothing", 0);
    }
    return new Mutated(one.name, one.damage, one.mutation.of(copy, dice));
  }

  /** As above, of 1 to 10 megabytes, which can be compressed. */
  public static Mutated large(ObjectNode good, Random dice) {
    var filling = "x".repeat(MEGABYTE + dice.nextInt(9 * MEGABYTE));
    var large = good.deepCopy().put("surprise", filling);
    return switch (dice.nextInt(3)) {
      case 0 -> new Mutated("large and cut off", Damage.BROKEN, cutOff(large, dice));
      case 1 ->
          new Mutated(
              "large and padded",
              Damage.SAME,
              bytes(good.toString().replaceFirst("\\{", "{" + " ".repeat(filling.length()))));
      default -> new Mutated("large", Damage.SAME, bytes(large.toString()));
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** {@code text} as the first thing inside the object. */
  private static byte[] with(ObjectNode good, String text) {
    return bytes("{" + text + good.toString().substring(1));
  }

  private static byte[] cutOff(ObjectNode good, Random dice) {
    var bytes = bytes(good.toString());
    return Arrays.copyOf(bytes, 1 + dice.nextInt(bytes.length - 1));
  }

  private static byte[] randomBytes(ObjectNode good, Random dice) {
    var bytes = new byte[16 + dice.nextInt(400)];
    dice.nextBytes(bytes);
    return bytes;
  }

  private static byte[] anotherKind(ObjectNode good, Random dice) {
    return bytes(anyOf(dice, "null", "true", "5", "\"x\"", "[]", "[" + good + "]", "1e999999"));
  }

  private static byte[] somethingBehind(ObjectNode good, Random dice) {
    return bytes(good + anyOf(dice, "x", "}", ",", "\u0000", "[]", "NaN"));
  }

  private static byte[] somethingBefore(ObjectNode good, Random dice) {
    return bytes(anyOf(dice, "x", "{", ",", ")]}'\n", "\u0001", "\u00a0", "{},") + good);
  }

  private static byte[] duplicateKey(ObjectNode good, Random dice) {
    var name = any(names(good), dice);
    var value = dice.nextBoolean() ? good.get(name).toString() : any(ODD_VALUES, dice);
    return with(good, quoted(name) + ":" + value + ",");
  }

  private static byte[] duplicateKeyInside(ObjectNode good, Random dice) {
    good.putRawValue("surprise", new RawValue("[{\"a\":1,\"b\":{},\"a\":1}]"));
    return bytes(good.toString());
  }

  private static byte[] noLiteral(ObjectNode good, Random dice) {
    return with(good, "\"surprise\":" + any(NO_LITERALS, dice) + ",");
  }

  private static byte[] rawControlCharacter(ObjectNode good, Random dice) {
    return with(good, "\"surprise\":\"" + (char) dice.nextInt(32) + "\",");
  }

  private static byte[] latin1(ObjectNode good, Random dice) {
    var text = new String(with(good, "\"surprise\":\"caf\u00e9\","), UTF_8);
    return text.replaceAll("[^\\x00-\\xff]", "?").getBytes(ISO_8859_1);
  }

  private static byte[] noUtf8(ObjectNode good, Random dice) {
    return inserted(good, anyOf(dice, 0xff, 0xfe, 0x80, 0xbf, 0xf8));
  }

  private static byte[] otherwiseEncoded(ObjectNode good, Random dice) {
    return switch (dice.nextInt(4)) {
      case 0 -> inserted(good, 0xc0, 0x80);
      case 1 -> inserted(good, 0xed, 0xa0, 0x80);
      case 2 -> inserted(good, 0xf4, 0x90, 0x80, 0x80);
      default -> inserted(good, 0xe0, 0x80, 0xaf);
    };
  }

  /** The bytes inside a string. */
  private static byte[] inserted(ObjectNode good, int... inside) {
    var bytes = with(good, "\"surprise\":\"" + "x".repeat(inside.length) + "\",");
    for (int i = 0; i < inside.length; i++) {
      bytes["{\"surprise\":\"".length() + i] = (byte) inside[i];
    }
    return bytes;
  }

  private static byte[] tooDeep(ObjectNode good, Random dice) {
    return nested(good, anyOf(dice, 1_000, 1_001, 5_000, 100_000), dice);
  }

  private static byte[] deep(ObjectNode good, Random dice) {
    return nested(good, 1 + dice.nextInt(900), dice);
  }

  private static byte[] nested(ObjectNode good, int depth, Random dice) {
    return dice.nextBoolean()
        ? with(good, "\"surprise\":" + "[".repeat(depth) + "]".repeat(depth) + ",")
        : with(good, "\"surprise\":" + "{\"a\":".repeat(depth) + "1" + "}".repeat(depth) + ",");
  }

  private static byte[] numberTooLong(ObjectNode good, Random dice) {
    var digits = "9".repeat(anyOf(dice, 1_001, 5_000, 100_000));
    return with(good, "\"surprise\":" + digits + anyOf(dice, "", ".5", "e5") + ",");
  }

  private static byte[] nameTooLong(ObjectNode good, Random dice) {
    return with(good, quoted("n".repeat(50_001 + dice.nextInt(10_000))) + ":1,");
  }

  private static byte[] unknownField(ObjectNode good, Random dice) {
    var name =
        anyOf(
            dice, "surprise", "", " ", "\ud83d\udca5", "__proto__", "CUSTOMERID", "a.b", "\\u0000");
    return with(good, '"' + name + "\":" + any(ODD_VALUES, dice) + ",");
  }

  private static byte[] otherWhiteSpace(ObjectNode good, Random dice) {
    return bytes(
        " \r\n\t".repeat(dice.nextInt(1_000))
            + good.toPrettyString()
            + "\n".repeat(dice.nextInt(9)));
  }

  private static byte[] otherOrder(ObjectNode good, Random dice) {
    var names = names(good);
    Collections.shuffle(names, dice);
    var shuffled = NODES.objectNode();
    names.forEach(name -> shuffled.set(name, good.get(name)));
    return bytes(shuffled.toString());
  }

  private static byte[] everythingEscaped(ObjectNode good, Random dice) {
    var escaped = new StringBuilder();
    var inside = false;
    for (var c : good.toString().toCharArray()) {
      if (c == '"') {
        inside = !inside;
      }
      // the examples have no escapes
      escaped.append(inside && c != '"' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
    }
    return bytes(escaped.toString());
  }

  private static byte[] bitsFlipped(ObjectNode good, Random dice) {
    var bytes = bytes(good.toString());
    for (int i = 0; i <= dice.nextInt(3); i++) {
      bytes[dice.nextInt(bytes.length)] ^= (byte) (1 << dice.nextInt(8));
    }
    return bytes;
  }

  private static byte[] bytesReplaced(ObjectNode good, Random dice) {
    var bytes = bytes(good.toString());
    for (int i = 0; i <= dice.nextInt(5); i++) {
      bytes[dice.nextInt(bytes.length)] =
          (byte)
              (dice.nextBoolean() ? dice.nextInt(256) : "{}[]\",:\\0-.eE".charAt(dice.nextInt(13)));
    }
    return bytes;
  }

  private static byte[] bytesRemoved(ObjectNode good, Random dice) {
    var text = new StringBuilder(good.toString());
    var from = dice.nextInt(text.length());
    text.delete(from, from + 1 + dice.nextInt(4));
    return bytes(text.toString());
  }

  private static byte[] bytesInserted(ObjectNode good, Random dice) {
    var text = new StringBuilder(good.toString());
    text.insert(dice.nextInt(text.length()), (char) dice.nextInt(0x250));
    return bytes(text.toString());
  }

  private static byte[] blockRepeated(ObjectNode good, Random dice) {
    var text = good.toString();
    var from = dice.nextInt(text.length());
    var to = from + dice.nextInt(text.length() - from);
    return bytes(text.substring(0, to) + text.substring(from));
  }

  private static byte[] oddValue(ObjectNode good, Random dice) {
    var place = any(places(good), dice);
    place.put(raw(any(ODD_VALUES, dice)));
    return bytes(good.toString());
  }

  private static byte[] twoOddValues(ObjectNode good, Random dice) {
    oddValue(good, dice);
    return oddValue(good, dice);
  }

  private static byte[] fieldRemoved(ObjectNode good, Random dice) {
    var object = any(objects(good), dice);
    object.remove(any(names(object), dice));
    return bytes(good.toString());
  }

  private static byte[] fieldRenamed(ObjectNode good, Random dice) {
    var object = any(objects(good), dice);
    var name = any(names(object), dice);
    var other = anyOf(dice, name.toUpperCase(java.util.Locale.ROOT), name + " ", "_" + name);
    object.set(other, object.remove(name));
    return bytes(good.toString());
  }

  private static byte[] valuesSwapped(ObjectNode good, Random dice) {
    var one = any(places(good), dice);
    var other = any(places(good), dice);
    var value = one.value();
    one.put(other.value().deepCopy());
    other.put(value.deepCopy());
    return bytes(good.toString());
  }

  private static byte[] listsMultiplied(ObjectNode good, Random dice) {
    for (var place : places(good)) {
      if (place.value() instanceof ArrayNode list && !list.isEmpty()) {
        var first = list.get(0);
        for (int i = 0; i < 2_000; i++) {
          list.add(first.deepCopy());
        }
      }
    }
    return bytes(good.toString());
  }

  private static byte[] otherUnicode(ObjectNode good, Random dice) {
    var charset =
        anyOf(dice, UTF_16LE, UTF_16BE, Charset.forName("UTF-32BE"), Charset.forName("UTF-32LE"));
    return ((dice.nextBoolean() ? "\ufeff" : "") + good).getBytes(charset);
  }

  private static JsonNode raw(String json) {
    return NODES.rawValueNode(new RawValue(json));
  }

  private static String quoted(String name) {
    return NODES.textNode(name).toString();
  }

  private static <T> T any(List<T> values, Random dice) {
    return values.get(dice.nextInt(values.size()));
  }

  private static List<String> names(ObjectNode object) {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The object and all in it, but for empty ones. */
  private static List<ObjectNode> objects(ObjectNode root) {
    var objects = new ArrayList<ObjectNode>(List.of(root));
    for (var place : places(root)) {
      if (place.value() instanceof ObjectNode object && !object.isEmpty()) {
        objects.add(object);
      }
    }
    return objects;
  }

  /** Where a value is: a field of an object, or an element of a list. */
  private record Place(JsonNode parent, String name, int index) {

    JsonNode value() {
      return name == null ? parent.get(index) : parent.get(name);
    }

    void put(JsonNode value) {
      if (parent instanceof ObjectNode object) {
        object.set(name, value);
      } else {
        ((ArrayNode) parent).set(index, value);
      }
    }
  }

  private static List<Place> places(JsonNode root) {
    var places = new ArrayList<Place>();
    collect(root, places);
    return places;
  }

  private static void collect(JsonNode node, List<Place> places) {
    if (node instanceof ObjectNode object) {
      for (var name : names(object)) {
        places.add(new Place(object, name, -1));
        collect(object.get(name), places);
      }
    } else if (node instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        places.add(new Place(list, null, i));
        collect(list.get(i), places);
      }
    }
  }
}
