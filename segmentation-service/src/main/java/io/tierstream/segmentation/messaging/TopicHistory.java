package io.tierstream.segmentation.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;

import io.smallrye.common.annotation.Identifier;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.KafkaSettings;
import io.tierstream.events.PoisonException;
import io.tierstream.events.RecordHeaderBytes;
import io.tierstream.events.Topics;
import io.tierstream.segmentation.SegmentationSettings;
import io.tierstream.segmentation.application.Intake;
import io.tierstream.segmentation.application.RecordedTopics;
import io.tierstream.segmentation.persistence.Publication;
import io.tierstream.segmentation.persistence.StagedRecord;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the topics again, with a consumer of no group, which nobody notices. */
@ApplicationScoped
public class TopicHistory implements RecordedTopics {

  private static final Duration POLL = Duration.ofMillis(500);

  /**
   * Without a record or a position for so long the broker is given up. A producer that hangs in a
   * transaction holds back what others have put on its partition since, until the broker ends it:
   * by default after a minute, and up to ten seconds more.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** At the end of what was asked for, a fetch that waits for more holds up the next number. */
  private static final int FETCH_WAIT_MILLIS = 20;

  /** After every record: what was ahead of the clock when it came is among the dead letters. */
  private static final Clock END_OF_TIME =
      Clock.fixed(Instant.parse("+10000-01-01T00:00:00Z"), ZoneOffset.UTC);

  private final Map<String, Object> kafka;
  private final Topics topics;
  private final DeadLetters deadLetters;
  private final FactReader reader;

  @Inject
  TopicHistory(
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      Topics topics,
      SegmentationSettings settings) {
    this.kafka = configuration(kafka);
    this.topics = topics;
    this.deadLetters = new DeadLetters(topics, FactsPipeline.CONSUMER);
    this.reader = new FactReader(END_OF_TIME, settings.baseCurrency(), deadLetters);
  }

  private static Map<String, Object> configuration(Map<String, Object> kafka) {
    var configuration = new HashMap<>(KafkaSettings.only(kafka, ConsumerConfig.configNames()));
    configuration.remove(ConsumerConfig.GROUP_ID_CONFIG);
    configuration.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    configuration.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    configuration.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    configuration.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
    return configuration;
  }

  @Override
  public int numbers() {
    return topics.partitions(Topics.ORDERS);
  }

  @Override
  public String topic(String name) {
    return topics.topic(name);
  }

  @Override
  public Set<String> inputs() {
    return new LinkedHashSet<>(FactsPipeline.INPUTS);
  }

  @Override
  public Reader open() {
    return new PartitionReader(consumer("read_committed"), consumer("read_uncommitted"));
  }

  private Consumer<byte[], byte[]> consumer(String isolation) {
    var configuration = new HashMap<>(kafka);
    configuration.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    return new KafkaConsumer<>(
        configuration, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * The record that was polled from there; without key and value if the topic has it no more.
   *
   * @param topic without prefix
   * @throws KafkaException when the broker can't be asked
   */
  ConsumerRecord<byte[], byte[]> record(String topic, int number, long offset) {
    var partition = new TopicPartition(topics.name(topic), number);
    try (var consumer = consumer("read_committed")) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, offset);
      var deadline = System.nanoTime() + PATIENCE.toNanos();
      while (System.nanoTime() < deadline) {
        var polled = consumer.poll(POLL).records(partition);
        if (!polled.isEmpty()) {
          var first = polled.get(0);
          return first.offset() == offset
              ? first
              : new ConsumerRecord<>(partition.topic(), number, offset, null, null);
        }
      }
      throw new KafkaException("nothing comes of " + partition);
    }
  }

  private StagedRecord staged(ConsumerRecord<byte[], byte[]> record) {
    return new StagedRecord(
        topics.topic(record.topic()),
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        record.key(),
        RecordHeaderBytes.write(record.headers()),
        record.value(),
        null,
        false);
  }

  @Override
  public Optional<Refusal> refusal(Publication publication) {
    return refusal(RecordHeaderBytes.read(publication.headers()));
  }

  private Optional<Refusal> refusal(Headers headers) {
    var topic = text(headers, "dead-letter-topic");
    var offset = text(headers, "dead-letter-offset");
    var reason = text(headers, "dead-letter-reason");
    if (topic == null || offset == null || reason == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Refusal(topics.topic(topic), Long.parseLong(offset), reason));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // somebody else's, and no letter of ours
    }
  }

  private static String text(Headers headers, String name) {
    var header = headers.lastHeader(name);
    return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
  }

  @Override
  public String eventId(byte[] headers) {
    return text(RecordHeaderBytes.read(headers), CloudEvent.ID_HEADER);
  }

  @Override
  public Intake intake(StagedRecord staged) {
    var record =
        new ConsumerRecord<>(
            topics.name(staged.topic()),
            staged.number(),
            staged.offset(),
            staged.timestamp().toEpochMilli(),
            TimestampType.CREATE_TIME,
            ConsumerRecord.NULL_SIZE,
            ConsumerRecord.NULL_SIZE,
            staged.key(),
            staged.value(),
            RecordHeaderBytes.read(staged.headers()),
            Optional.empty());
    try {
      return reader.read(record, topics.partitions(staged.topic()));
    } catch (PoisonException e) {
      return deadLetters.of(record, e);
    }
  }

  @Override
  public Intake intake(Publication publication) {
    var topic = topics.topic(publication.topic());
    return intake(
        new StagedRecord(
            topic,
            Topics.partition(publication.key(), topics.partitions(topic)),
            0,
            publication.recordTime(),
            publication.key(),
            publication.headers(),
            publication.value(),
            null,
            false));
  }

  /**
   * Each partition from its beginning to the end that it has when it is begun: behind transactions
   * that were under way then, and may hold back what is known to have been put there.
   */
  private final class PartitionReader implements Reader {

    private final Consumer<byte[], byte[]> consumer;

    /** Knows where partitions end whatever is under way there. */
    private final Consumer<byte[], byte[]> impatient;

    PartitionReader(Consumer<byte[], byte[]> consumer, Consumer<byte[], byte[]> impatient) {
      this.consumer = consumer;
      this.impatient = impatient;
    }

    @Override
    public Map<String, Extent> read(int number, Sink<StagedRecord> records, Sink<Refusal> refusals)
        throws SQLException {
      var inputs = partitions(number, topics::name);
      var letters = partitions(number, topic -> topics.deadLetters(topic, FactsPipeline.CONSUMER));
      var all = Stream.concat(inputs.stream(), letters.stream()).toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      var firsts = consumer.beginningOffsets(all);
      var ends = impatient.endOffsets(all);
      read(
          new ArrayList<>(all),
          ends,
          record -> {
            if (inputs.contains(new TopicPartition(record.topic(), number))) {
              records.take(staged(record));
            } else {
              var refusal = refusal(record.headers());
              if (refusal.isPresent()) {
                refusals.take(refusal.get());
              }
            }
          });
      var extents = new HashMap<String, Extent>();
      inputs.forEach(
          partition ->
              extents.put(
                  topics.topic(partition.topic()),
                  new Extent(firsts.get(partition), ends.get(partition))));
      return extents;
    }

    private static Set<TopicPartition> partitions(int number, UnaryOperator<String> name) {
      return FactsPipeline.INPUTS.stream()
          .map(topic -> new TopicPartition(name.apply(topic), number))
          .collect(toSet());
    }

    private void read(
        List<TopicPartition> left,
        Map<TopicPartition, Long> ends,
        Sink<ConsumerRecord<byte[], byte[]>> sink)
        throws SQLException {
      var patience = PATIENCE;
      while (!isFinished(left, ends)) {
        var polled = consumer.poll(POLL);
        for (var record : polled) {
          if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
            sink.take(record);
          }
        }
        patience = polled.isEmpty() ? patience.minus(POLL) : PATIENCE;
        if (patience.isNegative()) {
          throw new KafkaException("nothing more comes of " + left + ", which end at " + ends);
        }
      }
    }

    /** Lets what was read rest. */
    private boolean isFinished(List<TopicPartition> left, Map<TopicPartition, Long> ends) {
      var done =
          left.stream()
              .filter(partition -> consumer.position(partition) >= ends.get(partition))
              .toList();
      consumer.pause(done);
      left.removeAll(done);
      return left.isEmpty();
    }

    @Override
    public void close() {
      try (impatient) {
        consumer.close();
      }
    }
  }
}
