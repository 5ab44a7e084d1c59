package io.tierstream.customer.messaging;

import io.smallrye.common.annotation.Identifier;
import io.tierstream.customer.domain.SeenStanding;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.KafkaSettings;
import io.tierstream.events.MalformedEventException;
import io.tierstream.events.PoisonException;
import io.tierstream.events.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/** Everybody's standing, from the first record to the last. */
@ApplicationScoped
public class CustomerSegments {

  private static final Logger LOG = Logger.getLogger(CustomerSegments.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Topics topics;
  private final Map<String, Object> kafka;

  CustomerSegments(Topics topics, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.topics = topics;
    this.kafka = kafka;
  }

  /** Takes one part after the other. */
  public interface Taker {

    /**
     * Whether to go on.
     *
     * @param done records read so far
     * @param total as many as there are at most
     */
    boolean take(List<SeenStanding> part, long done, long total);
  }

  /**
   * Reads what the topic holds as of now; whether it came to the end.
   *
   * @throws org.apache.kafka.common.KafkaException when the broker fails
   */
  public boolean read(Taker taker) {
    var name = topics.name(Topics.CUSTOMER_SEGMENTS);
    var partitions =
        IntStream.range(0, topics.partitions(Topics.CUSTOMER_SEGMENTS))
            .mapToObj(number -> new TopicPartition(name, number))
            .toList();
    try (var consumer = consumer()) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      var total = sum(ends) - sum(consumer.beginningOffsets(partitions));
      var done = 0L;
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        var part = new ArrayList<SeenStanding>();
        for (var record : consumer.poll(POLL)) {
          done++;
          read(record, part);
        }
        if (!taker.take(part, done, total)) {
          return false;
        }
      }
      return true;
    }
  }

  // The subscription makes dead letters of those that can't be read.
  private static void read(ConsumerRecord<byte[], byte[]> record, List<SeenStanding> part) {
    try {
      var standing = StandingReader.read(CloudEvent.from(record), record);
      if (standing != null) {
        part.add(standing);
      }
    } catch (MalformedEventException | PoisonException e) {
      LOG.warnf(
          "%s %d@%d is passed over: %s",
          record.topic(), record.partition(), record.offset(), e.getMessage());
    }
  }

  private static long sum(Map<TopicPartition, Long> offsets) {
    return offsets.values().stream().mapToLong(Long::longValue).sum();
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    var settings = KafkaSettings.only(kafka, ConsumerConfig.configNames());
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
