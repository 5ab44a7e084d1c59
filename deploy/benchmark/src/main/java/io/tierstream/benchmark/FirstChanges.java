package io.tierstream.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A subscriber of a topic, read committed, that notes when it first read of a customer. */
public final class FirstChanges implements AutoCloseable {
  private static final String TIER_CHANGES = "tier-changes";
  private static final String CHANGED = "io.tierstream.tier.changed.v1";

  private final Map<String, Long> readAt = new ConcurrentHashMap<>();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String type;
  private final String customers;
  private final Thread reader = new Thread(this::read, "first-changes");

  /** Reads the tier changes that are published from now on. */
  public FirstChanges(String bootstrapServers) {
    this(bootstrapServers, TIER_CHANGES, CHANGED, "");
  }

  /**
   * Reads what is published on {@code topic} from now on.
   *
   * @param type the full type of the events that count
   * @param customers how the ids of the customers begin who count
   */
  public FirstChanges(String bootstrapServers, String topic, String type, String customers) {
    this.type = type;
    this.customers = customers;
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    var partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    reader.start();
  }

  /** When this customer's first change was read, of {@link System#nanoTime()}; null: not yet. */
  public Long readAt(String customer) {
    return readAt.get(customer);
  }

  @Override
  public void close() throws InterruptedException {
    consumer.wakeup();
    reader.join();
  }

  private void read() {
    try (consumer) {
      while (true) {
        var polled = consumer.poll(Duration.ofSeconds(1));
        long now = System.nanoTime();
        for (var entry : polled) {
          var header = entry.headers().lastHeader("ce_type");
          var customer = new String(entry.key(), UTF_8);
          if (customer.startsWith(customers)
              && header != null
              && type.equals(new String(header.value(), UTF_8))) {
            readAt.putIfAbsent(customer, now);
          }
        }
      }
    } catch (WakeupException closed) {
      // That's how it is asked to end.
    }
  }
}
