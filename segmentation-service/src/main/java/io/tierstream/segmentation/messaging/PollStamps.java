package io.tierstream.segmentation.messaging;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Stamps what a poll brings of a partition, on the polling thread, with the taking of partition
 * numbers after which it was polled, so that records still on their way through the connector can
 * be told from those polled after a seek: the group's own generation doesn't change when a static
 * member joins again. Its first record carries the stamp: whoever works it has all of the poll.
 *
 * <p>It also remembers the last record that each partition has handed out, so that a partition that
 * is folded up to its end can be told from one whose records still wait in the connector's queue:
 * positions alone can't tell, since the markers of transactions move them, too.
 */
public class PollStamps implements ConsumerInterceptor<byte[], byte[]> {

  /** The stamp's header; no part of the original record. */
  static final String HEADER = "__tierstream_polled";

  private static final Map<String, Consumption> BY_CLIENT = new ConcurrentHashMap<>();

  private Consumption consumption = new Consumption();

  /** What one consumer has handed out. */
  static final class Consumption {
    private final Map<TopicPartition, Long> last = new ConcurrentHashMap<>();
    private volatile int stamp;

    /** A new stamp, for what will be polled from now on; on the polling thread. */
    int next() {
      return ++stamp;
    }

    /** The last offset handed out of a partition; null when there was none since its seek. */
    Long last(TopicPartition partition) {
      return last.get(partition);
    }

    /** {@code partition} was sought to another position. */
    void sought(TopicPartition partition) {
      last.remove(partition);
    }
  }

  /** Of the consumer with this {@code client.id}. */
  static Consumption of(String clientId) {
    return BY_CLIENT.computeIfAbsent(clientId, id -> new Consumption());
  }

  /** The stamp of the first record that a poll brought of a partition; 0 when there is none. */
  static int stamp(ConsumerRecord<byte[], byte[]> record) {
    var header = record.headers().lastHeader(HEADER);
    return header == null ? 0 : ByteBuffer.wrap(header.value()).getInt();
  }

  @Override
  public void configure(Map<String, ?> configuration) {
    consumption = of((String) configuration.get(ConsumerConfig.CLIENT_ID_CONFIG));
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    var header =
        new RecordHeader(
            HEADER, ByteBuffer.allocate(Integer.BYTES).putInt(consumption.stamp).array());
    for (var partition : records.partitions()) {
      var polled = records.records(partition);
      polled.get(0).headers().add(header);
      consumption.last.put(partition, polled.get(polled.size() - 1).offset());
    }
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> committed) {}

  @Override
  public void close() {}
}
