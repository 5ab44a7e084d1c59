package io.tierstream.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a consumer reads of a topic, and how strictly, so that it can be told what a mutated record
 * must lead to. For tests.
 *
 * @param consumer as in its topics of dead letters
 * @param topic without prefix
 * @param positions SQL that answers partition and next offset, of this topic
 * @param types what it reads
 * @param unread types of the topic that it skips
 * @param strictOfTime whether what is stamped ahead of the clock is refused though it is skipped
 * @param ofAnyTime whether nothing is refused for that
 * @param strictOfPartition whether a key must be on the partition that it belongs to
 */
public record Subscription(
    String consumer,
    String topic,
    String positions,
    List<Type> types,
    List<String> unread,
    boolean strictOfTime,
    boolean ofAnyTime,
    boolean strictOfPartition) {

  /** A consumer that takes events in by the {@link Inbox}. */
  public static Subscription ofInbox(String consumer, String topic, Type... types) {
    return new Subscription(
        consumer,
        topic,
        "SELECT partition, next_offset FROM inbox_position WHERE consumer = '%s' AND topic = '%s'"
            .formatted(consumer, topic),
        List.of(types),
        List.of(),
        false,
        false,
        false);
  }

  /**
   * A consumer that refuses whatever is stamped ahead of the clock, and every key on a partition
   * that it doesn't belong to.
   */
  public static Subscription strict(
      String consumer, String topic, String positions, Type... types) {
    return new Subscription(
        consumer, topic, positions, List.of(types), List.of(), true, false, true);
  }

  /** The same, which doesn't care when a record is stamped. */
  public Subscription whenever() {
    return new Subscription(
        consumer, topic, positions, types, unread, strictOfTime, true, strictOfPartition);
  }

  /** The same, which skips these types, too. */
  public Subscription skipping(String... others) {
    return new Subscription(
        consumer,
        topic,
        positions,
        types,
        List.of(others),
        strictOfTime,
        ofAnyTime,
        strictOfPartition);
  }

  /** Where dead letters go; without prefix. */
  public String deadLetters() {
    return topic + "." + consumer + ".dlq";
  }

  /** What a field must be like. */
  enum Form {
    ID(
        "",
        "null",
        "\"\"",
        "\"a b\"",
        "\"\\u0000\"",
        "7",
        "[]",
        "{}",
        "\"\u00e9\"",
        "\"a/b\"",
        LONG),
    AMOUNT(
        "",
        "null",
        "\"\"",
        "\"1e9\"",
        "\"-1\"",
        "\"NaN\"",
        "\"1.23456\"",
        "\"123456789012345\"",
        "\" 1\"",
        "\"1.\"",
        "\".5\"",
        "\"\u0663\"",
        "1e999999",
        "129.90"),
    CURRENCY("", "null", "\"\"", "\"cny\"", "\"CN\"", "\"CNYY\"", "156", "\"\uff23NY\""),
    POSITIVE("", "null", "0", "-1", "1.5", "1e999999", "9223372036854775808", "\"1\"", "[1]"),
    COUNT("", "null", "-1", "1.5", "2147483648", "1e999999", "\"1\"", "true"),
    INSTANT(
        "",
        "null",
        "\"\"",
        "\"yesterday\"",
        "\"2026-02-30T00:00:00Z\"",
        "\"2026-01-02\"",
        "\"1899-12-31T23:59:59Z\"",
        "\"+10000-01-01T00:00:00Z\"",
        "\"-1000000000-01-01T00:00:00Z\"",
        "1767323045",
        "1e999999"),
    /** Which may not be after its record. */
    DATED(INSTANT.bad),
    /** The same, which may be null or absent. */
    DATED_IF_ANY("\"\"", "\"yesterday\"", "\"1899-12-31T23:59:59Z\"", "5", "{}"),
    INSTANT_IF_ANY(DATED_IF_ANY.bad),
    ONE_OF("", "null", "\"\"", "\"SURPRISE\"", "\"paid\"", "1", "{}"),
    OBJECT("", "null", "[]", "\"x\"", "1"),
    LIST_IF_ANY("{}", "\"x\"", "1", "[1]", "[\"\\u0000\"]"),
    TEXT("", "null", "\"\"", "\"a\\u0000b\"", "7", "{}", LONG),
    TEXT_IF_ANY("\"\"", "\"a\\u0000b\"", "7", "{}", LONG),
    ID_IF_ANY("\"\"", "\"a b\"", "7", "{}", LONG),
    RATING_IF_ANY("\"\"", "\"0\"", "\"6\"", "\"5.1\"", "\"1.23456\"", "\"1e0\"", "4", "\"NaN\""),
    NPS_IF_ANY("-1", "11", "1.5", "\"3\"", "1e999999"),
    DATE("", "null", "\"\"", "\"2026-13-01\"", "\"yesterday\"", "20260102"),
    RATE("", "null", "\"\"", "\"0\"", "\"0.000\"", "\"-1\"", "\"1e3\"", "7.1", "\"01\"", "\"NaN\"");

    /** JSON; empty stands for nothing at all. */
    private final String[] bad;

    Form(String... bad) {
      this.bad = bad;
    }
  }

  private static final String LONG =
      "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"";

  /** A field that a consumer needs; its path has dots. */
  record Field(String path, Form form) {

    static Field of(String text) {
      var parts = text.split(":", 2);
      return new Field(parts[0], Form.valueOf(parts[1]));
    }

    boolean isDated() {
      return form == Form.DATED || form == Form.DATED_IF_ANY;
    }

    void put(ObjectNode root, String json) {
      JsonNode parent = root;
      var names = path.split("\\.", -1);
      for (int i = 0; i < names.length - 1; i++) {
        parent = parent.path(names[i]);
      }
      var object = (ObjectNode) parent;
      var name = names[names.length - 1];
      if (json.isEmpty()) {
        object.remove(name);
      } else {
        object.set(name, JsonNodeFactory.instance.rawValueNode(new RawValue(json)));
      }
    }
  }

  /**
   * A type that a consumer reads.
   *
   * @param name without namespace
   * @param fields what it needs
   * @param isKeyed whether the key must be the customer's
   * @param isDelicate whether only such mutations may be tried as are surely refused or skipped,
   *     since others would change what the good neighbours come to
   */
  public record Type(String name, List<Field> fields, boolean isKeyed, boolean isDelicate) {

    /**
     * A type whose key must be the customer's.
     *
     * @param fields such as {@code total.amount:AMOUNT}, with a space between two
     */
    public static Type keyed(String name, String fields) {
      return new Type(name, read(fields), true, false);
    }

    /** A type that is told to every partition. */
    public static Type broadcast(String name, String fields) {
      return new Type(name, read(fields), false, false);
    }

    /** The same, of which nothing may be tried that might be taken. */
    public Type delicate() {
      return new Type(name, fields, isKeyed, true);
    }

    private static List<Field> read(String fields) {
      var read = new ArrayList<Field>();
      for (var field : fields.split(" ", -1)) {
        read.add(Field.of(field));
      }
      return List.copyOf(read);
    }

    /** Whether it has instants that may not be after their record. */
    boolean isDated() {
      return fields.stream().anyMatch(Field::isDated);
    }

    /** Makes one of the fields what it must not be; answers which. */
    String spoil(ObjectNode good, Random dice) {
      var field = fields.get(dice.nextInt(fields.size()));
      var bad = field.form.bad[dice.nextInt(field.form.bad.length)];
      field.put(good, bad);
      return field.path + " = " + (bad.isEmpty() ? "nothing" : bad);
    }

    /** Dates one of the dated fields after {@code now}; answers which. */
    String postdate(ObjectNode good, Instant now, Random dice) {
      var dated = fields.stream().filter(Field::isDated).toList();
      var field = dated.get(dice.nextInt(dated.size()));
      var later =
          Mutations.anyOf(
              dice,
              now.plus(Duration.ofMinutes(30)),
              now.plus(Duration.ofDays(36_500)),
              Instant.parse("9999-12-31T23:59:59Z"));
      field.put(good, '"' + later.toString() + '"');
      return field.path + " = " + later;
    }
  }
}
