package io.tierstream.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics as a subscriber should: what is committed. */
final class Logs implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Admin admin;

  Logs(String bootstrapServers) {
    consumer =
        consumer(
            bootstrapServers,
            Map.of(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                10_000,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                64 << 20,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                20,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                8 << 20));
    admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  private static KafkaConsumer<byte[], byte[]> consumer(
      String bootstrapServers, Map<String, Object> more) {
    var configuration = new HashMap<String, Object>(more);
    configuration.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    configuration.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return new KafkaConsumer<>(
        configuration, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** A consumer of what comes from now on, not from the first poll on. */
  static KafkaConsumer<byte[], byte[]> fromNowOn(
      String bootstrapServers, Collection<String> topics) {
    var consumer = consumer(bootstrapServers, Map.of());
    var partitions =
        topics.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    return consumer;
  }

  /** All topics' names. */
  Collection<String> topics() {
    return consumer.listTopics(PATIENCE).keySet();
  }

  List<TopicPartition> partitions(String topic) {
    return consumer.partitionsFor(topic, PATIENCE).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  /** Everything that is there now, by topic in no order. */
  void read(Collection<String> topics, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    var partitions = topics.stream().flatMap(topic -> partitions(topic).stream()).toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    readOn(partitions, reader, Long.MAX_VALUE);
  }

  /** Whether there is nothing to read from these places on. */
  boolean isAtEnd(Map<TopicPartition, Long> positions) {
    consumer.assign(positions.keySet());
    positions.forEach(consumer::seek);
    return readOn(positions.keySet(), record -> {}, 1) == 0;
  }

  private long readOn(
      Collection<TopicPartition> partitions,
      Consumer<ConsumerRecord<byte[], byte[]>> reader,
      long most) {
    var ends = consumer.endOffsets(partitions, PATIENCE);
    long count = 0;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (count < most
        && ends.entrySet().stream()
            .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      var records = consumer.poll(Duration.ofMillis(200));
      records.forEach(reader);
      count += records.count();
      if (!records.isEmpty()) {
        deadline = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() > deadline) {
        throw new IllegalStateException("nothing comes any more of " + partitions);
      }
    }
    return count;
  }

  /** Those whose end can't be read yet, since a transaction is open. */
  List<TopicPartition> withOpenTransactions(Collection<TopicPartition> partitions)
      throws Exception {
    var stable = consumer.endOffsets(partitions, PATIENCE);
    var latest = new HashMap<TopicPartition, OffsetSpec>();
    partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    var ends = admin.listOffsets(latest).all().get();
    return partitions.stream()
        .filter(partition -> stable.get(partition) < ends.get(partition).offset())
        .toList();
  }

  static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
  }

  static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? null : new String(record.key(), UTF_8);
  }

  @Override
  public void close() {
    consumer.close(Duration.ofSeconds(1));
    admin.close(Duration.ofSeconds(1));
  }
}
