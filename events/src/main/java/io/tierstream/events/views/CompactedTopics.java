package io.tierstream.events.views;

import io.smallrye.common.annotation.Identifier;
import io.tierstream.events.Inbox;
import io.tierstream.events.KafkaSettings;
import io.tierstream.events.PoisonException;
import io.tierstream.events.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/** Reads a whole topic, from the first record to the last that there is at the start. */
@ApplicationScoped
class CompactedTopics {

  private static final Logger LOG = Logger.getLogger(CompactedTopics.class);
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final Duration POLL = Duration.ofMillis(500);

  private final Topics topics;
  private final Map<String, Object> kafka;

  CompactedTopics(Topics topics, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.topics = topics;
    this.kafka = kafka;
  }

  /**
   * A part of what is read.
   *
   * @param facts in the topic's order per customer
   * @param records read so far, this part included
   * @param expected as many as there are at most
   * @param unreadable records passed over so far
   */
  record Part<T>(List<T> facts, long records, long expected, long unreadable) {}

  /** Takes one part after the other; false ends the reading. */
  interface Taker<T> {
    boolean take(Part<T> part);
  }

  /** The broker couldn't be asked. */
  static final class Unreachable extends Exception {

    private static final long serialVersionUID = 1L;

    Unreachable(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * Reads what the topic holds as of now; whether it came to the end.
   *
   * @throws org.apache.kafka.common.KafkaException when the broker fails
   */
  <T> boolean read(String topic, Inbox.Reading<T> reading, Taker<T> taker) throws Unreachable {
    var ends = ends(topic);
    try (var consumer = consumer()) {
      consumer.assign(ends.keySet());
      consumer.seekToBeginning(ends.keySet());
      var expected =
          ends.values().stream().mapToLong(Long::longValue).sum()
              - consumer.beginningOffsets(ends.keySet()).values().stream()
                  .mapToLong(Long::longValue)
                  .sum();
      var records = 0L;
      var unreadable = 0L;
      var isAtTheEnd = false;
      while (!isAtTheEnd) {
        var facts = new ArrayList<T>();
        for (var record : consumer.poll(POLL)) {
          records++;
          try {
            var fact = reading.fact(record);
            if (fact != null) {
              facts.add(fact);
            }
          } catch (PoisonException e) {
            unreadable++;
            passedOver(record, e);
          }
        }
        if (!taker.take(new Part<>(facts, records, expected, unreadable))) {
          return false;
        }
        isAtTheEnd =
            ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
      }
      return true;
    }
  }

  // Nobody waits for it: the next record of the same key mends the view.
  private static void passedOver(ConsumerRecord<byte[], byte[]> record, PoisonException e) {
    LOG.warnf(
        "%s %d@%d is passed over: %s",
        record.topic(), record.partition(), record.offset(), e.getMessage());
  }

  // Also what is written and not committed yet: a live change may be seen before the record that
  // was committed with it can be.
  private Map<TopicPartition, Long> ends(String topic) throws Unreachable {
    var asked = new HashMap<TopicPartition, OffsetSpec>();
    IntStream.range(0, topics.partitions(topic))
        .mapToObj(number -> new TopicPartition(topics.name(topic), number))
        .forEach(partition -> asked.put(partition, OffsetSpec.latest()));
    var settings = KafkaSettings.only(kafka, AdminClientConfig.configNames());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    try (var admin = Admin.create(settings)) {
      var ends = new HashMap<TopicPartition, Long>();
      admin
          .listOffsets(asked)
          .all()
          .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
          .forEach((partition, end) -> ends.put(partition, end.offset()));
      return ends;
    } catch (ExecutionException | TimeoutException e) {
      throw new Unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unreachable(e);
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    var settings = KafkaSettings.only(kafka, ConsumerConfig.configNames());
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2000);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
