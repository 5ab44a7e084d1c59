package io.tierstream.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics of a system from their beginning, as a subscriber should: what is committed. */
final class Subscription {
  private Subscription() {}

  /** A consumer of all partitions that stands at their beginning. */
  static KafkaConsumer<byte[], byte[]> from(LocalSystem system, String topic) {
    var consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                system.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    var partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  /**
   * What was told of a customer until now, {@code order.placed}, {@code order.paid}: of records
   * with one event id the first.
   */
  static List<String> told(LocalSystem system, String topic, String customer) {
    var types = new LinkedHashMap<String, String>();
    for (var event : read(system, topic)) {
      if (customer.equals(new String(event.key(), UTF_8))) {
        types.putIfAbsent(
            header(event, "ce_id"),
            header(event, "ce_type").replaceAll("^io\\.tierstream\\.|\\.v1$", ""));
      }
    }
    return new ArrayList<>(types.values());
  }

  /** What a topic has now, in order per partition. */
  static List<ConsumerRecord<byte[], byte[]>> read(LocalSystem system, String topic) {
    var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    try (var consumer = from(system, topic)) {
      var ends = consumer.endOffsets(consumer.assignment());
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  private static String header(ConsumerRecord<byte[], byte[]> event, String name) {
    return new String(event.headers().lastHeader(name).value(), UTF_8);
  }
}
