package io.tierstream.customer;

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

/** Reads a topic from its beginning, as a subscriber should. */
public final class TopicReader implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();

  public TopicReader(Infrastructure infrastructure, String name) {
    var topic = infrastructure.topic(name);
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

  /** An event of ours and the record that brought it. */
  public record Told(ConsumerRecord<byte[], byte[]> record, CloudEvent event, JsonNode data) {

    static Told of(ConsumerRecord<byte[], byte[]> record) {
      var event = CloudEvent.from(record);
      SchemaCheck.check(event);
      try {
        return new Told(record, event, JSON.readTree(event.data()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** {@code customer.changed.v1 C-1 2}: what happened to which customer, and its version. */
    public String summary() {
      return "%s %s %d"
          .formatted(
              event.shortType(), data.path("customerId").asText(), data.path("version").asLong());
    }
  }

  /**
   * What was told of a customer, after at least {@code count} of it has come; every event is held
   * against its schema.
   */
  public static List<Told> ofCustomer(Infrastructure infrastructure, String id, int count) {
    try (var topic = new TopicReader(infrastructure, Topics.CUSTOMERS)) {
      return topic.await(count, record -> id.equals(key(record))).stream().map(Told::of).toList();
    }
  }

  /** Every record that is wanted, after at least {@code count} of them have come. */
  public List<ConsumerRecord<byte[], byte[]>> await(
      int count, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> poll().stream().filter(wanted).count() >= count);
    return read.stream().filter(wanted).toList();
  }

  private List<ConsumerRecord<byte[], byte[]>> poll() {
    consumer.poll(Duration.ofMillis(100)).forEach(read::add);
    return read;
  }

  public static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? null : new String(record.key(), UTF_8);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
