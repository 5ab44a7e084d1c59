package io.tierstream.local.replay;

import io.tierstream.events.KafkaSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads stretches of partitions, one at a time, with a consumer of no group. */
final class PartitionReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** At the end of what was asked for, a fetch that waits for more only costs. */
  private static final int FETCH_WAIT_MILLIS = 20;

  private final KafkaConsumer<byte[], byte[]> consumer;

  private PartitionReader(Map<String, Object> kafka, String isolation) {
    var settings = KafkaSettings.only(kafka, ConsumerConfig.configNames());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Reads what is committed, up to the first transaction that is under way. */
  static PartitionReader ofCommitted(Map<String, Object> kafka) {
    return new PartitionReader(kafka, "read_committed");
  }

  /** Reads everything, also what may be aborted. */
  static PartitionReader ofAll(Map<String, Object> kafka) {
    return new PartitionReader(kafka, "read_uncommitted");
  }

  /** Where the partitions end now, for this reader. */
  Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    return consumer.endOffsets(partitions);
  }

  long end(TopicPartition partition) {
    return ends(List.of(partition)).get(partition);
  }

  /**
   * Gives every record from offset {@code from} on, or from the first there is, below {@code end}.
   */
  void read(
      TopicPartition partition,
      long from,
      long end,
      Consumer<ConsumerRecord<byte[], byte[]>> reading) {
    consumer.assign(List.of(partition));
    consumer.seek(partition, from);
    var patience = PATIENCE;
    while (from < end && consumer.position(partition) < end) {
      var polled = consumer.poll(POLL);
      for (var record : polled) {
        if (record.offset() < end) {
          reading.accept(record);
        }
      }
      patience = polled.isEmpty() ? patience.minus(POLL) : PATIENCE;
      if (patience.isNegative()) {
        throw new ReplayFailure("nothing more comes of %s below %d".formatted(partition, end));
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
