package io.tierstream.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.embedded.Infrastructure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/** Reads a topic as subscribers should, committed records only; for tests. */
public final class TopicReader implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
  private final List<Told> told = new ArrayList<>();

  private TopicReader(Infrastructure infrastructure, String name) {
    var topic = infrastructure.topic(name);
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, infrastructure.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList());
  }

  /**
   * Reads all that the topic has.
   *
   * @param topic without prefix
   */
  public static TopicReader fromBeginning(Infrastructure infrastructure, String topic) {
    var reader = new TopicReader(infrastructure, topic);
    reader.consumer.seekToBeginning(reader.consumer.assignment());
    return reader;
  }

  /**
   * Reads what comes from now on.
   *
   * @param topic without prefix
   */
  public static TopicReader fromEnd(Infrastructure infrastructure, String topic) {
    var reader = new TopicReader(infrastructure, topic);
    reader.consumer.seekToEnd(reader.consumer.assignment());
    // seeking is lazy, and now is now
    reader.consumer.assignment().forEach(reader.consumer::position);
    return reader;
  }

  /** An event of ours, which keeps to its schema, and the record that brought it. */
  public record Told(ConsumerRecord<byte[], byte[]> record, CloudEvent event, JsonNode data) {

    private static Told of(ConsumerRecord<byte[], byte[]> record) {
      var event = CloudEvent.from(record);
      SchemaCheck.check(event);
      try {
        return new Told(record, event, JSON.readTree(event.data()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Null when the record has none. */
    public String key() {
      return TopicReader.key(record);
    }

    /** {@code order.paid.v1 O-1 2 PAID}: what happened to which one, and how it is since. */
    public String summary() {
      var type = event.shortType();
      return "%s %s %d %s"
          .formatted(
              type,
              data.path(type.substring(0, type.indexOf('.')) + "Id").asText(),
              data.path("version").asLong(),
              data.path("status").asText());
    }
  }

  /** What was told of a customer on {@code topic}, after at least {@code count} of it has come. */
  public static List<Told> ofCustomer(
      Infrastructure infrastructure, String topic, String customerId, int count) {
    try (var reader = fromBeginning(infrastructure, topic)) {
      return reader.awaitTold(count, event -> customerId.equals(event.key()));
    }
  }

  /**
   * What became a dead letter of a key, after at least {@code count} of it has come.
   *
   * @param topic of dead letters, without prefix
   */
  public static List<ConsumerRecord<byte[], byte[]>> deadLetters(
      Infrastructure infrastructure, String topic, String key, int count) {
    try (var reader = fromBeginning(infrastructure, topic)) {
      return reader.await(count, record -> key.equals(key(record)));
    }
  }

  /** Everything read so far, after at least {@code count} records have come. */
  public List<ConsumerRecord<byte[], byte[]>> await(int count) {
    return await(count, record -> true);
  }

  /** Every record read so far that is wanted, after at least {@code count} of them have come. */
  public List<ConsumerRecord<byte[], byte[]>> await(
      int count, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
    return await(count, this::poll, wanted);
  }

  /**
   * Everything told so far that is wanted, after at least {@code count} of it has come; in order
   * per key. Every event on the topic is held against its schema, wanted or not.
   */
  public List<Told> awaitTold(int count, Predicate<Told> wanted) {
    return await(count, this::pollTold, wanted);
  }

  /** Returns when at least {@code count} records that are wanted have come, however many others. */
  void awaitLast(int count, Predicate<ConsumerRecord<byte[], byte[]>> wanted, Duration atMost) {
    var come = new AtomicInteger();
    Awaitility.await()
        .atMost(atMost)
        .until(
            () -> {
              for (var record : consumer.poll(Duration.ofMillis(100))) {
                if (wanted.test(record)) {
                  come.incrementAndGet();
                }
              }
              return come.get() >= count;
            });
  }

  private static <T> List<T> await(int count, Supplier<List<T>> soFar, Predicate<T> wanted) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> soFar.get().stream().filter(wanted).count() >= count);
    // once more, so that one too many is seen too
    return soFar.get().stream().filter(wanted).toList();
  }

  /** Everything read so far, and what came until now. */
  public List<ConsumerRecord<byte[], byte[]>> poll() {
    consumer.poll(Duration.ofMillis(100)).forEach(read::add);
    return read;
  }

  private List<Told> pollTold() {
    poll().stream().skip(told.size()).map(Told::of).forEach(told::add);
    return told;
  }

  /** Everything that the topic has now, in order per partition. */
  public List<ConsumerRecord<byte[], byte[]>> readToEnd() {
    eachToEnd(read::add);
    return read;
  }

  /** Hands over everything that the topic has now, in order per partition, and keeps none of it. */
  void eachToEnd(Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    var ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(Duration.ofMillis(100)).forEach(taker);
    }
  }

  /** The event's id. */
  public static String id(ConsumerRecord<byte[], byte[]> record) {
    return CloudEvent.from(record).id();
  }

  /** Null when the record has none. */
  public static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? null : new String(record.key(), UTF_8);
  }

  /** Null when the record has none of that name. */
  public static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
