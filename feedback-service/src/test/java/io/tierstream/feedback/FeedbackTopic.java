package io.tierstream.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.SchemaCheck;
import io.tierstream.events.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/**
 * Reads the topic of feedback from its beginning as a subscriber should, and holds every event
 * against its schema.
 */
public final class FeedbackTopic implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<Told> told = new ArrayList<>();

  public FeedbackTopic(Infrastructure infrastructure) {
    var topic = infrastructure.topic(Topics.FEEDBACK);
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                infrastructure.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    var partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** An event and the record that brought it. */
  public record Told(ConsumerRecord<byte[], byte[]> record, CloudEvent event, JsonNode data) {

    public String key() {
      return new String(record.key(), UTF_8);
    }

    /** {@code resolved F-1 2 RESOLVED}: what happened to which feedback, and how it is since. */
    public String summary() {
      var words = event.shortType().split("\\.");
      return "%s %s %d %s"
          .formatted(
              words[1],
              data.path("feedbackId").asText(),
              data.path("version").asLong(),
              data.path("status").asText());
    }
  }

  /**
   * Everything told that is wanted, after at least {@code count} of it has come; in order per key.
   */
  public List<Told> await(int count, Predicate<Told> wanted) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> poll().stream().filter(wanted).count() >= count);
    return told.stream().filter(wanted).toList();
  }

  /** What was told of a customer. */
  public List<Told> ofCustomer(String customerId, int count) {
    return await(count, event -> event.key().equals(customerId));
  }

  /** Everything told so far. */
  public List<Told> poll() {
    for (var record : consumer.poll(Duration.ofMillis(100))) {
      var event = CloudEvent.from(record);
      SchemaCheck.check(event);
      told.add(new Told(record, event, json(event.data())));
    }
    return told;
  }

  private static JsonNode json(byte[] data) {
    try {
      return JSON.readTree(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
