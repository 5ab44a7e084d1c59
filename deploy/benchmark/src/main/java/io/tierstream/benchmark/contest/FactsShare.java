package io.tierstream.benchmark.contest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What one of several threads reads of the workload: its own partitions, from their beginning. */
final class FactsShare {

  static final List<String> TOPICS = List.of("orders", "feedback");

  private FactsShare() {}

  /**
   * A consumer of every {@code threads}-th partition of each topic.
   *
   * @param share from 0 to below {@code threads}
   * @param mostAtOnce records of one poll
   */
  static KafkaConsumer<byte[], byte[]> consumer(
      String bootstrapServers, int share, int threads, int mostAtOnce) {
    var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                mostAtOnce,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    var partitions = new ArrayList<TopicPartition>();
    for (var topic : TOPICS) {
      consumer.partitionsFor(topic).stream()
          .filter(partition -> partition.partition() % threads == share)
          .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }
}
