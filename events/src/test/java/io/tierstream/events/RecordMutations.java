package io.tierstream.events;

import static io.tierstream.events.Mutations.anyOf;
import static io.tierstream.events.PoisonException.Reason.AHEAD_OF_CLOCK;
import static io.tierstream.events.PoisonException.Reason.BREAKS_SCHEMA;
import static io.tierstream.events.PoisonException.Reason.NO_USABLE_KEY;
import static io.tierstream.events.PoisonException.Reason.UNPARSABLE;
import static io.tierstream.events.PoisonException.Reason.UNREADABLE_ENVELOPE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tierstream.events.JsonMutations.Damage;
import io.tierstream.events.PoisonException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Mutates the golden examples of what a consumer reads: value, key, headers, timestamp and
 * partition, and says what each must lead to where that is certain. For tests.
 */
final class RecordMutations {

  static final int PARTITIONS = 12;

  /** So many keys that every partition has some. */
  private static final int KEYS = 48;

  /** Of all of a topic's records together. */
  private static final int LARGE_ONES = 12;

  private static final String[] REQUIRED_HEADERS = {
    CloudEvent.SPECVERSION_HEADER,
    CloudEvent.ID_HEADER,
    CloudEvent.SOURCE_HEADER,
    CloudEvent.TYPE_HEADER,
    CloudEvent.TIME_HEADER,
    CloudEvent.SUBJECT_HEADER,
    CloudEvent.CONTENT_TYPE_HEADER
  };

  private final Subscription subscription;
  private final Mutations mutations;
  private final String run;
  private final Instant now;
  private final boolean compacted;

  /**
   * @param run makes the keys those of this run
   * @param now when the records are sent
   * @param compacted whether the topic takes only records with a key
   */
  RecordMutations(
      Subscription subscription, Mutations mutations, String run, Instant now, boolean compacted) {
    this.subscription = subscription;
    this.mutations = mutations;
    this.run = run;
    this.now = now;
    this.compacted = compacted;
  }

  /** What a record must lead to. */
  sealed interface Fate {

    /** Whether nothing that is known can be changed by it. */
    default boolean isWithoutEffect() {
      return this instanceof Refused || this instanceof Skipped;
    }
  }

  /** A dead letter, with this reason. */
  record Refused(Reason reason) implements Fate {}

  /** It means nothing to the consumer. */
  record Skipped() implements Fate {}

  /** It is as good as the example. */
  record Taken() implements Fate {}

  /** Whatever it comes to: it isn't said by how it was made. */
  record Either() implements Fate {}

  /**
   * A mutated record.
   *
   * @param key null for none
   * @param value null for none
   */
  record Mutated(
      String name,
      Fate fate,
      int partition,
      long timestamp,
      byte[] key,
      byte[] value,
      Headers headers) {}

  /** Keys that have good records, and of mutated ones only such as can't change anything. */
  List<String> firmKeys() {
    return keys("firm");
  }

  private List<String> keys(String kind) {
    var keys = new ArrayList<String>();
    for (int i = 0; i < KEYS; i++) {
      keys.add(run + "-" + kind + "-" + i);
    }
    return keys;
  }

  /** The mutated record of that number; the same whenever it is asked for. */
  Mutated mutated(int number) {
    var dice = mutations.dice(number);
    while (true) {
      var draft = new Draft(number, dice);
      if (draft.isLarge(number) ? draft.enlarge() : draft.mutate()) {
        return draft.finished();
      }
    }
  }

  /** A record that is surely refused, behind all others of a partition. */
  Mutated last(int partition) {
    var draft = new Draft(-1 - partition, mutations.dice(-1 - partition));
    draft.headers.remove(CloudEvent.ID_HEADER);
    draft.partition = partition;
    // of its own, or compaction might take the last good one of another
    draft.key = bytes(run + "-last");
    draft.is("the last one", new Refused(UNREADABLE_ENVELOPE));
    return draft.finished();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** A record in the making. */
  private final class Draft {

    private final Random dice;
    private final String typeName;

    /** Null when the consumer skips it. */
    private final Subscription.Type type;

    private final ObjectNode good;
    private final RecordHeaders headers;
    private final String customer;

    /** Whether good records have its key, too. */
    private final boolean isFirm;

    private String name;
    private Fate fate;
    private int partition;
    private long timestamp = now.toEpochMilli();
    private byte[] key;
    private byte[] value;

    Draft(int number, Random dice) {
      this.dice = dice;
      var types = subscription.types();
      var drawn = dice.nextInt(types.size() * 6 + subscription.unread().size());
      type = drawn < types.size() * 6 ? types.get(drawn / 6) : null;
      typeName = type == null ? subscription.unread().get(drawn - types.size() * 6) : type.name();
      good = (ObjectNode) SchemaCheck.example(typeName).deepCopy();
      isFirm = dice.nextBoolean();
      customer = keys(isFirm ? "firm" : "loose").get(dice.nextInt(KEYS));
      if (good.has("customerId")) {
        good.put("customerId", customer);
      }
      key = bytes(customer);
      partition = Topics.partition(key, PARTITIONS);
      for (var field : List.of("orderId", "feedbackId")) {
        if (good.has(field)) {
          good.put(field, run + "-" + number);
        }
      }
      value = bytes(good.toString());
      headers =
          (RecordHeaders)
              new CloudEvent(
                      run + "-" + number,
                      "somebody",
                      CloudEvent.TYPE_PREFIX + typeName,
                      now,
                      customer,
                      null,
                      null,
                      value)
                  .toHeaders();
    }

    boolean isLarge(int number) {
      return number % Math.max(1, mutations.count() / LARGE_ONES) == 1;
    }

    boolean enlarge() {
      takeJson(JsonMutations.large(good, dice));
      return isAllowed();
    }

    /** False when this can't be done to such a record. */
    boolean mutate() {
      var drawn = dice.nextInt(100);
      var done =
          drawn < 22
              ? envelope()
              : drawn < 30
                  ? type()
                  : drawn < 38
                      ? key()
                      : drawn < 46
                          ? time()
                          : drawn < 66 ? field() : drawn < 70 ? postdated() : json();
      return done && isAllowed();
    }

    private boolean isAllowed() {
      return fate.isWithoutEffect() || !isFirm && (type == null || !type.isDelicate());
    }

    Mutated finished() {
      return new Mutated(typeName + ": " + name, fate, partition, timestamp, key, value, headers);
    }

    boolean is(String what, Fate so) {
      name = what;
      fate = so;
      return true;
    }

    /** As {@link #is}, of what matters only when the consumer reads it. */
    private boolean whenRead(String what, Fate so) {
      return is(what, type == null ? new Skipped() : so);
    }

    private boolean unreadable(String what) {
      return is(what, new Refused(UNREADABLE_ENVELOPE));
    }

    private boolean harmless(String what) {
      return whenRead(what, new Taken());
    }

    private boolean skipped(String what) {
      return is(what, new Skipped());
    }

    private void put(String header, String text) {
      put(header, bytes(text));
    }

    private void put(String header, byte[] bytes) {
      headers.remove(header);
      headers.add(header, bytes);
    }

    private boolean envelope() {
      var header = anyOf(dice, REQUIRED_HEADERS);
      switch (dice.nextInt(17)) {
        case 0 -> {
          headers.remove(header);
          return unreadable(header + " missing");
        }
        case 1 -> {
          put(header, new byte[0]);
          return unreadable(header + " empty");
        }
        case 2 -> {
          put(header, (byte[]) null);
          return unreadable(header + " null");
        }
        case 3 -> {
          put(header, new byte[] {(byte) 0xff, (byte) 0xfe, 'x'});
          return unreadable(header + " isn't UTF-8");
        }
        case 4 -> {
          headers.add(header, bytes("\u0000"));
          return unreadable(header + " twice, the last of them bad");
        }
        case 5 -> {
          var right = headers.lastHeader(header).value();
          put(header, "\u0001");
          headers.add(header, right);
          return harmless(header + " twice, the last of them good");
        }
        case 6 -> {
          put(
              CloudEvent.SPECVERSION_HEADER,
              anyOf(dice, "0.3", "1", "1.0.0", "2.0", "1.0 ", "NaN"));
          return unreadable("another specversion");
        }
        case 7 -> {
          put(
              CloudEvent.CONTENT_TYPE_HEADER,
              anyOf(dice, "text/plain", "application/xml", "application/avro", "APPLICATION/JSON"));
          return unreadable("another content type");
        }
        case 8 -> {
          put(CloudEvent.CONTENT_TYPE_HEADER, "application/json; charset=utf-8");
          return harmless("content type with charset");
        }
        case 9 -> {
          put(
              CloudEvent.TIME_HEADER,
              anyOf(
                  dice, "yesterday", "0", "2026-02-30T00:00:00Z", "2026-01-02", "NaN", "1e999999"));
          return unreadable("ce_time is no instant");
        }
        case 10 -> {
          put(
              CloudEvent.TIME_HEADER,
              anyOf(
                  dice,
                  "0000-01-01T00:00:00Z",
                  "9999-12-31T23:59:59.999999999Z",
                  "-1000000000-01-01T00:00:00Z",
                  "+1000000000-12-31T23:59:59.999999999Z"));
          return harmless("ce_time far away");
        }
        case 11 -> {
          var id =
              anyOf(
                  dice,
                  CloudEvent.ID_HEADER,
                  CloudEvent.SUBJECT_HEADER,
                  CloudEvent.BACKFILL_HEADER);
          put(
              id,
              anyOf(dice, "a b", "x".repeat(65), "\u00e9", "a\u0000", "../x", "x".repeat(9_999)));
          return unreadable(id + " is no id");
        }
        case 12 -> {
          put(
              CloudEvent.TRACEPARENT_HEADER,
              anyOf(dice, "", "x", "00-0-0-0", "\u0000", "x".repeat(9_999)));
          return harmless("broken traceparent");
        }
        case 13 -> {
          for (int i = dice.nextInt(500); i >= 0; i--) {
            headers.add(anyOf(dice, "", "x", "\u00e9", "dead-letter-reason", "ce_surprise"), null);
          }
          return harmless("many other headers");
        }
        case 14 -> {
          headers.add("x", new byte[anyOf(dice, 1, 1_000, 400_000, 600_000)]);
          headers.remove(CloudEvent.ID_HEADER);
          return unreadable("a large header, and none that is needed");
        }
        case 15 -> {
          value = null;
          return unreadable("no value");
        }
        default -> {
          for (var one : headers.toArray()) {
            headers.remove(one.key());
          }
          return unreadable("no headers at all");
        }
      }
    }

    private boolean type() {
      var version = typeName.lastIndexOf(".v");
      var stem = CloudEvent.TYPE_PREFIX + typeName.substring(0, version);
      switch (dice.nextInt(4)) {
        case 0 -> {
          put(
              CloudEvent.TYPE_HEADER,
              stem + anyOf(dice, ".v0", ".v2", ".v11", ".v99999999999", ".v1.1", ".V1", ""));
          return skipped("another major version");
        }
        case 1 -> {
          put(
              CloudEvent.TYPE_HEADER,
              anyOf(
                  dice,
                  "x",
                  CloudEvent.TYPE_PREFIX,
                  CloudEvent.TYPE_PREFIX + "surprise.happened.v1",
                  CloudEvent.TYPE_PREFIX + CloudEvent.TYPE_PREFIX + typeName,
                  "com.example.order.paid.v1",
                  "~".repeat(255)));
          return skipped("an unknown type");
        }
        case 2 -> {
          put(CloudEvent.TYPE_HEADER, (stem + ".v1").toUpperCase(java.util.Locale.ROOT));
          return skipped("the type in capitals");
        }
        default -> {
          put(CloudEvent.TYPE_HEADER, typeName);
          return is("the type without its namespace", new Either());
        }
      }
    }

    private boolean key() {
      var keyed = type != null && type.isKeyed();
      Fate fits = keyed ? new Refused(NO_USABLE_KEY) : type == null ? new Skipped() : new Taken();
      switch (dice.nextInt(6)) {
        case 0 -> {
          key = null;
          return !compacted && is("no key", fits);
        }
        case 1 -> {
          key = bytes(anyOf(dice, "", " ", "somebody-else", customer + " ", customer + "\u0000"));
          return is("another key", fits);
        }
        case 2 -> {
          key = new byte[1 + dice.nextInt(100)];
          dice.nextBytes(key);
          return is("random bytes for a key", fits);
        }
        case 3 -> {
          key = new byte[anyOf(dice, 65, 65_536, 65_537, 200_000)];
          return is("a long key", fits);
        }
        case 4 -> {
          key = bytes(customer.toUpperCase(java.util.Locale.ROOT));
          return is("the key in capitals", fits);
        }
        default -> {
          partition = (partition + 1 + dice.nextInt(PARTITIONS - 1)) % PARTITIONS;
          return subscription.strictOfPartition()
              ? is("another partition", fits)
              : harmless("another partition");
        }
      }
    }

    private boolean time() {
      if (dice.nextBoolean()) {
        timestamp =
            anyOf(
                dice,
                timestamp + Duration.ofMinutes(30).toMillis(),
                timestamp + Duration.ofDays(1).toMillis(),
                Instant.parse("9999-12-31T23:59:59Z").toEpochMilli(),
                Instant.parse("+200000-01-01T00:00:00Z").toEpochMilli(),
                Instant.parse("+300000-01-01T00:00:00Z").toEpochMilli(),
                Long.MAX_VALUE);
        var ahead = new Refused(AHEAD_OF_CLOCK);
        return subscription.strictOfTime()
            ? is("stamped ahead", ahead)
            : whenRead("stamped ahead", subscription.ofAnyTime() ? new Taken() : ahead);
      }
      timestamp = anyOf(dice, 0L, 1L, Instant.parse("1999-12-31T23:59:59Z").toEpochMilli());
      return whenRead(
          "stamped long ago",
          type != null && type.isDated() ? new Refused(AHEAD_OF_CLOCK) : new Taken());
    }

    private boolean field() {
      if (type == null) {
        return false;
      }
      var what = type.spoil(good, dice);
      value = bytes(good.toString());
      return is(what, new Refused(BREAKS_SCHEMA));
    }

    private boolean postdated() {
      if (type == null || !type.isDated()) {
        return false;
      }
      var what = type.postdate(good, now, dice);
      value = bytes(good.toString());
      return is(what, new Refused(AHEAD_OF_CLOCK));
    }

    private boolean json() {
      takeJson(JsonMutations.mutate(good, dice));
      return true;
    }

    private void takeJson(JsonMutations.Mutated json) {
      value = json.bytes();
      whenRead(
          json.name(),
          json.damage() == Damage.BROKEN
              ? new Refused(UNPARSABLE)
              : json.damage() == Damage.SAME ? new Taken() : new Either());
    }
  }
}
