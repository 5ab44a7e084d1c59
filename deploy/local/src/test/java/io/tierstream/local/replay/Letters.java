package io.tierstream.local.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tierstream.embedded.KafkaServer;
import io.tierstream.events.DeadLetter;
import io.tierstream.events.PoisonException;
import io.tierstream.events.PoisonException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of two partitions, and the letters of a consumer that has refused some of it. */
final class Letters implements AutoCloseable {
  static final String CONSUMER = "reader";
  static final String TYPE = "io.tierstream.customer.changed.v1";

  /** Not now, and not so long ago that a broker would clear it away or begin another segment. */
  private static final long STAMP = Instant.now().minus(Duration.ofHours(1)).toEpochMilli();

  static final String ERASED = "io.tierstream.customer.erased.v1";

  private final KafkaServer kafka;
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;

  private Letters(KafkaServer kafka, String topic) {
    this.kafka = kafka;
    this.topic = topic;
    this.producer = producer(Map.of());
  }

  static Letters of(KafkaServer kafka, String topic, Map<String, String> settings) {
    kafka.createTopics(
        List.of(
            new NewTopic(topic, 2, (short) 1).configs(settings),
            new NewTopic(DeadLetter.topic(topic, CONSUMER), 2, (short) 1)
                .configs(
                    Map.of("max.message.bytes", Integer.toString(DeadLetter.MAX_REQUEST_BYTES)))));
    return new Letters(kafka, topic);
  }

  String topic() {
    return topic;
  }

  /** Runs the command on them. */
  Run replay(String... options) {
    producer.flush();
    return Run.on(kafka.bootstrapServers(), topic, CONSUMER, options);
  }

  /** Somebody else who writes to the topic, in transactions. */
  KafkaProducer<byte[], byte[]> other() {
    var other = producer(Map.of("transactional.id", topic + "-other"));
    other.initTransactions();
    return other;
  }

  KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    var settings = new HashMap<>(more);
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.put("compression.type", "zstd");
    settings.put("max.request.size", DeadLetter.MAX_REQUEST_BYTES);
    if (!more.containsKey("transactional.id")) {
      // One at a time keeps the order as well, and doesn't stop for good on a loaded machine.
      settings.put("enable.idempotence", false);
      settings.put("max.in.flight.requests.per.connection", 1);
    }
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Puts a record on the topic; its offset. */
  long put(int partition, String key, String type, String value) throws Exception {
    return producer.send(record(partition, key, type, value)).get().offset();
  }

  ProducerRecord<byte[], byte[]> record(int partition, String key, String type, String value) {
    return new ProducerRecord<>(
        topic, partition, STAMP, bytes(key), bytes(value), headers("ce_type", type));
  }

  /** Puts a record on the topic, and refuses it. */
  void refuse(int partition, String key, String type, String value, Reason reason)
      throws Exception {
    long offset = put(partition, key, type, value);
    letter(partition, offset, bytes(key), bytes(value), headers("ce_type", type), reason);
  }

  /** Refuses what stood at a place. */
  void letter(
      int partition, long offset, byte[] key, byte[] value, Headers headers, Reason reason) {
    var original =
        new ConsumerRecord<>(
            topic,
            partition,
            offset,
            STAMP,
            TimestampType.CREATE_TIME,
            0,
            0,
            key,
            value,
            headers,
            Optional.empty());
    producer.send(
        new ProducerRecord<>(
            DeadLetter.topic(topic, CONSUMER),
            partition,
            STAMP + 1_000,
            DeadLetter.key(original),
            DeadLetter.value(original),
            DeadLetter.headers(original, new PoisonException(reason, "refused"), Set.of())));
  }

  /** What is committed on the topic, in order per partition. */
  List<ConsumerRecord<byte[], byte[]>> onTopic() {
    return read(topic, "read_committed");
  }

  /** What is on the topic, committed or not. */
  List<ConsumerRecord<byte[], byte[]>> all(String name) {
    return read(name, "read_uncommitted");
  }

  /** {@code partition key value} of everything that is committed on the topic. */
  List<String> told() {
    return onTopic().stream()
        .map(
            record ->
                "%d %s %s".formatted(record.partition(), text(record.key()), text(record.value())))
        .toList();
  }

  static Headers headers(String name, String value) {
    return new RecordHeaders().add(name, bytes(value));
  }

  static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(UTF_8);
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "-" : new String(bytes, UTF_8);
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String name, String isolation) {
    producer.flush();
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", isolation),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var partitions = List.of(new TopicPartition(name, 0), new TopicPartition(name, 1));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var read = new ArrayList<ConsumerRecord<byte[], byte[]>>();
      var ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(read::add);
      }
      read.sort((a, b) -> Integer.compare(a.partition(), b.partition()));
      return read;
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
