package io.tierstream.segmentation.messaging;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Remembers the last record that each partition's consumer has handed out, so that a worker can
 * tell a partition that is folded up to its end from one whose records still wait in the
 * connector's queue: positions alone can't tell, since the markers of transactions move them too.
 */
public class LastPolled implements ConsumerInterceptor<byte[], byte[]> {

  private static final Map<String, Map<TopicPartition, Long>> BY_CLIENT = new ConcurrentHashMap<>();

  private Map<TopicPartition, Long> offsets = new ConcurrentHashMap<>();

  /** The last offset handed out by partition, of the consumer with this {@code client.id}. */
  static Map<TopicPartition, Long> of(String clientId) {
    return BY_CLIENT.computeIfAbsent(clientId, id -> new ConcurrentHashMap<>());
  }

  @Override
  public void configure(Map<String, ?> configuration) {
    offsets = of((String) configuration.get(ConsumerConfig.CLIENT_ID_CONFIG));
    offsets.clear();
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    for (var partition : records.partitions()) {
      var polled = records.records(partition);
      offsets.put(partition, polled.get(polled.size() - 1).offset());
    }
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> committed) {}

  @Override
  public void close() {}
}
