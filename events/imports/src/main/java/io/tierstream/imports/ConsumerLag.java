package io.tierstream.imports;

import io.smallrye.common.annotation.Identifier;
import io.tierstream.events.KafkaSettings;
import io.tierstream.events.Topics;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Knows how many records of a topic a consumer group has still to read. */
@ApplicationScoped
class ConsumerLag {

  private static final int TIMEOUT_MILLIS = 5_000;

  private final Topics topics;
  private final Map<String, Object> kafka;
  private Admin admin;

  ConsumerLag(Topics topics, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.topics = topics;
    this.kafka = kafka;
  }

  /** The broker couldn't be asked. */
  static final class Unknown extends Exception {

    private static final long serialVersionUID = 1L;

    Unknown(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * The sum over all partitions; a group that has read nothing lags by all there is.
   *
   * @param topic without the installation's prefix
   * @param group without the installation's prefix
   */
  synchronized long of(String topic, String group) throws Unknown {
    var partitions =
        IntStream.range(0, topics.partitions(topic))
            .mapToObj(number -> new TopicPartition(topics.name(topic), number))
            .toList();
    try {
      var ends =
          admin()
              .listOffsets(
                  partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
              .all();
      var positions =
          admin().listConsumerGroupOffsets(topics.name(group)).partitionsToOffsetAndMetadata();
      var read = positions.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
      var written = ends.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
      return partitions.stream()
          .mapToLong(
              partition -> {
                var position = read.get(partition);
                return written.get(partition).offset() - (position == null ? 0 : position.offset());
              })
          .sum();
    } catch (ExecutionException | TimeoutException e) {
      throw new Unknown(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unknown(e);
    }
  }

  private Admin admin() {
    if (admin == null) {
      var settings = KafkaSettings.only(kafka, AdminClientConfig.configNames());
      settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
      settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
      admin = Admin.create(settings);
    }
    return admin;
  }

  @PreDestroy
  synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
