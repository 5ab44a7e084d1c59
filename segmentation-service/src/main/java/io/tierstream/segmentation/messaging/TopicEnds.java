package io.tierstream.segmentation.messaging;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Where partitions end, records of open transactions included: a fact that is written and not yet
 * visible keeps time from passing over it.
 */
final class TopicEnds implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Admin admin;

  TopicEnds(Map<String, Object> configuration) {
    this.admin = Admin.create(configuration);
  }

  /**
   * The offset after the last record of each partition.
   *
   * @throws KafkaException when the broker can't be asked
   */
  Map<TopicPartition, Long> of(Collection<TopicPartition> partitions) {
    var wanted = new HashMap<TopicPartition, OffsetSpec>();
    partitions.forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
    try {
      var ends = new HashMap<TopicPartition, Long>();
      admin
          .listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
          .all()
          .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
          .forEach((partition, info) -> ends.put(partition, info.offset()));
      return ends;
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("the ends of the topics can't be asked for", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
