package io.tierstream.events;

import static io.tierstream.events.TopicReader.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.events.RecordMutations.Mutated;
import io.tierstream.events.RecordMutations.Refused;
import io.tierstream.events.RecordMutations.Skipped;
import io.tierstream.events.RecordMutations.Taken;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends mutated records to a topic, with good ones before, between and behind them, and holds what
 * a consumer makes of them against what must become of each. For tests.
 */
public final class MutatedRecords implements AutoCloseable {

  private static final int MUTATED_PER_GOOD = 10;
  private static final int MOST_FAILURES = 20;
  private static final int MAX_REQUEST_BYTES = 32 * 1024 * 1024;
  private static final Duration LONG = Duration.ofMinutes(10);

  private final Infrastructure infrastructure;
  private final Subscription subscription;
  private final Mutations mutations;
  private final RecordMutations records;
  private final Instant now = Instant.now();
  private final KafkaProducer<byte[], byte[]> producer;

  /** What was sent, by where it is; numbers below zero are the last ones of their partitions. */
  private final Map<Source, Integer> numbers = new ConcurrentHashMap<>();

  private final Map<Integer, Long> ends = new ConcurrentHashMap<>();
  private final Map<String, Integer> told = new LinkedHashMap<>();

  /** Where a record is. */
  private record Source(int partition, long offset) {}

  /** A good record, of which the consumer must take every one. */
  public record Good(String type, String subject, ObjectNode data) {}

  /** Makes good records. */
  @FunctionalInterface
  public interface Goods {
    /**
     * @param nr which one it is of its key, from 1
     */
    Good next(String key, int nr);
  }

  public MutatedRecords(Infrastructure infrastructure, Subscription subscription) {
    this.infrastructure = infrastructure;
    this.subscription = subscription;
    mutations = Mutations.of(subscription.consumer() + " of " + subscription.topic());
    records =
        new RecordMutations(
            subscription,
            mutations,
            UUID.randomUUID().toString().substring(0, 8),
            now,
            Set.of(Topics.CUSTOMERS, Topics.CUSTOMER_SEGMENTS).contains(subscription.topic()));
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                infrastructure.bootstrapServers(),
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                MAX_REQUEST_BYTES,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                2L * MAX_REQUEST_BYTES,
                ProducerConfig.LINGER_MS_CONFIG,
                20,
                // what its topic takes only so is larger when it comes out
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "gzip"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** The golden example of a type, as another customer's. */
  public static ObjectNode example(String type, String customerId) {
    return ToldEvents.example(type, customerId);
  }

  /**
   * Sends all of them, and holds what became of the mutated ones against what must.
   *
   * @return how many good ones there were of each key
   * @throws AssertionError naming each that isn't as it must be, and how to make it again
   */
  public Map<String, Integer> prove(Goods goods) {
    send(goods);
    awaitTaken();
    check();
    return told;
  }

  private void send(Goods goods) {
    var keys = records.firmKeys();
    keys.forEach(key -> send(key, goods));
    mutations
        .numbers()
        .forEach(
            number -> {
              send(number, records.mutated(number));
              if (number % MUTATED_PER_GOOD == 0) {
                send(keys.get(number / MUTATED_PER_GOOD % keys.size()), goods);
              }
            });
    keys.forEach(key -> send(key, goods));
    IntStream.range(0, RecordMutations.PARTITIONS)
        .forEach(partition -> send(-1 - partition, records.last(partition)));
    producer.flush();
  }

  private void send(String key, Goods goods) {
    var good = goods.next(key, told.merge(key, 1, Integer::sum));
    var event =
        new CloudEvent(
            UUID.randomUUID().toString(),
            "somebody",
            CloudEvent.TYPE_PREFIX + good.type,
            now,
            good.subject,
            null,
            null,
            good.data.toString().getBytes(UTF_8));
    SchemaCheck.check(event);
    var bytes = key.getBytes(UTF_8);
    var partition = Topics.partition(bytes, RecordMutations.PARTITIONS);
    send(
        new ProducerRecord<>(
            infrastructure.topic(subscription.topic()),
            partition,
            now.toEpochMilli(),
            bytes,
            event.data(),
            event.toHeaders()),
        null);
  }

  private void send(int number, Mutated mutated) {
    send(
        new ProducerRecord<>(
            infrastructure.topic(subscription.topic()),
            mutated.partition(),
            mutated.timestamp(),
            mutated.key(),
            mutated.value(),
            mutated.headers()),
        number);
  }

  private void send(ProducerRecord<byte[], byte[]> record, Integer number) {
    var unused =
        producer.send(
            record,
            (metadata, failure) -> {
              if (failure != null) {
                throw new IllegalStateException(failure);
              }
              ends.merge(metadata.partition(), metadata.offset() + 1, Math::max);
              if (number != null) {
                numbers.put(new Source(metadata.partition(), metadata.offset()), number);
              }
            });
  }

  /** Returns when the consumer has taken in everything, and told of it. */
  private void awaitTaken() {
    await().atMost(LONG).until(() -> isBehind(ask(subscription.positions(), row -> row.getInt(1))));
    try (var letters = TopicReader.fromBeginning(infrastructure, subscription.deadLetters())) {
      letters.awaitLast(RecordMutations.PARTITIONS, this::isLast, LONG);
    }
  }

  private boolean isLast(ConsumerRecord<byte[], byte[]> letter) {
    var number = number(letter);
    return number != null && number < 0;
  }

  private boolean isBehind(Map<Integer, Long> positions) {
    return ends.entrySet().stream()
        .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  /** What the consumer's database has of customers, or others: who it is, and a number. */
  public Map<String, Integer> seen(String sql) throws SQLException {
    var seen = new HashMap<String, Integer>();
    ask(sql, row -> row.getString(1)).forEach((key, number) -> seen.put(key, number.intValue()));
    return seen;
  }

  private interface Key<K> {
    K of(ResultSet row) throws SQLException;
  }

  private <K> Map<K, Long> ask(String sql, Key<K> key) throws SQLException {
    var answer = new HashMap<K, Long>();
    try (var connection = infrastructure.connect();
        var select = connection.createStatement();
        var rows = select.executeQuery(sql)) {
      while (rows.next()) {
        answer.put(key.of(rows), rows.getLong(2));
      }
    }
    return answer;
  }

  private void check() {
    var failures = new ArrayList<String>();
    var seen = new HashSet<Source>();
    var reasons = new TreeMap<String, Integer>();
    try (var reader = TopicReader.fromBeginning(infrastructure, subscription.deadLetters())) {
      reader.eachToEnd(
          letter -> {
            reasons.merge(String.valueOf(header(letter, "dead-letter-reason")), 1, Integer::sum);
            var number = number(letter);
            if (!seen.add(source(letter))) {
              failures.add("twice in the dead letters: " + source(letter));
            } else if (number == null) {
              failures.add("a good record is a dead letter: " + source(letter) + exception(letter));
            } else {
              check(number, letter, failures);
            }
          });
    }
    var missing = new HashSet<>(numbers.keySet());
    missing.removeAll(seen);
    missing.removeIf(source -> !(mutated(numbers.get(source)).fate() instanceof Refused));
    // compaction may have taken one before it was read: stamps far ahead end segments
    if (!missing.isEmpty()) {
      missing.retainAll(kept());
    }
    missing.forEach(
        source -> failures.add(told(numbers.get(source)) + "isn't in the dead letters"));
    if (!failures.isEmpty()) {
      throw new AssertionError(
          failures.size()
              + " failures:\n"
              + String.join("\n", failures.subList(0, Math.min(MOST_FAILURES, failures.size()))));
    }
    System.out.printf(
        "%s of %s: dead letters %s%n", subscription.consumer(), subscription.topic(), reasons);
  }

  /** What the topic still has. */
  private Set<Source> kept() {
    var kept = new HashSet<Source>();
    try (var reader = TopicReader.fromBeginning(infrastructure, subscription.topic())) {
      reader.eachToEnd(record -> kept.add(new Source(record.partition(), record.offset())));
    }
    return kept;
  }

  private void check(int number, ConsumerRecord<byte[], byte[]> letter, List<String> failures) {
    var mutated = mutated(number);
    var reason = header(letter, "dead-letter-reason");
    if (mutated.fate() instanceof Taken || mutated.fate() instanceof Skipped) {
      failures.add(told(number) + "is a dead letter: " + reason + exception(letter));
    } else if (mutated.fate() instanceof Refused refused
        && !refused.reason().name().equals(reason)) {
      failures.add(
          told(number) + "must be " + refused.reason() + " but is " + reason + exception(letter));
    }
    var cut = letter.headers().lastHeader("dead-letter-cut") != null;
    if (letter.partition() != mutated.partition()
        || !Long.toString(mutated.timestamp()).equals(header(letter, "dead-letter-timestamp"))
        || !isWhole(mutated.key(), letter.key(), DeadLetter.MAX_KEY_BYTES)
        || !isWhole(mutated.value(), letter.value(), DeadLetter.MAX_VALUE_BYTES)
        || !(cut
            ? isBeginning(mutated.headers(), letter)
            : isOriginal(mutated.headers(), letter))) {
      failures.add(told(number) + "isn't what was sent");
    }
  }

  private static String exception(ConsumerRecord<byte[], byte[]> letter) {
    return ", " + header(letter, "dead-letter-exception");
  }

  private static boolean isWhole(byte[] sent, byte[] kept, int most) {
    return sent == null || sent.length <= most
        ? Arrays.equals(sent, kept)
        : Arrays.equals(Arrays.copyOf(sent, most), kept);
  }

  /** The record's own headers, in their order, and six of the letter's. */
  private static boolean isOriginal(Headers sent, ConsumerRecord<byte[], byte[]> letter) {
    var original = sent.toArray();
    var kept = letter.headers().toArray();
    return kept.length == original.length + 6
        && Arrays.equals(original, Arrays.copyOf(kept, original.length));
  }

  private static boolean isBeginning(Headers sent, ConsumerRecord<byte[], byte[]> letter) {
    var original = Arrays.asList(sent.toArray());
    return Arrays.stream(letter.headers().toArray())
        .allMatch(header -> header.key().startsWith("dead-letter-") || original.contains(header));
  }

  private Mutated mutated(int number) {
    return number < 0 ? records.last(-1 - number) : records.mutated(number);
  }

  private String told(int number) {
    return "number %d (%s; %s): "
        .formatted(number, mutated(number).name(), mutations.again(number));
  }

  /** Which of the mutated records the letter is; null when it is none. */
  private Integer number(ConsumerRecord<byte[], byte[]> letter) {
    return numbers.get(source(letter));
  }

  private Source source(ConsumerRecord<byte[], byte[]> letter) {
    assertThat(header(letter, "dead-letter-topic"))
        .isEqualTo(infrastructure.topic(subscription.topic()));
    return new Source(
        Integer.parseInt(header(letter, "dead-letter-partition")),
        Long.parseLong(header(letter, "dead-letter-offset")));
  }

  @Override
  public void close() {
    producer.close();
  }
}
