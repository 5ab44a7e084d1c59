package io.tierstream.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;

/**
 * A subscriber of {@code tier-changes}, from the beginning and read committed, that drops what it
 * has seen: {@code sequence ≤ last seen} of the same customer.
 */
final class TierChanges implements AutoCloseable {
  private static final String TOPIC = "tier-changes";
  private static final String CHANGED = "io.tierstream.tier.changed.v1";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread reader = new Thread(this::read, "tier-changes");
  private final Map<String, List<JsonNode>> byCustomer = new TreeMap<>();
  private final Map<String, Integer> byKind = new TreeMap<>();
  private final List<String> gaps = new ArrayList<>();
  private int distinct;
  private int repeated;
  private RuntimeException failure;

  private TierChanges(KafkaConsumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  static TierChanges of(LocalSystem system) {
    var changes = new TierChanges(Subscription.from(system, TOPIC));
    changes.reader.start();
    return changes;
  }

  /** How many different ones (customer and sequence) there were. */
  synchronized int distinct() {
    mustRead();
    return distinct;
  }

  /** How many were seen before. */
  synchronized int repeated() {
    return repeated;
  }

  /** What should have come before something that came, or came on another customer's key. */
  synchronized List<String> gaps() {
    return List.copyOf(gaps);
  }

  synchronized Map<String, Integer> byKind() {
    return Map.copyOf(byKind);
  }

  synchronized List<JsonNode> of(String customer) {
    mustRead();
    return List.copyOf(byCustomer.getOrDefault(customer, List.of()));
  }

  @Override
  public void close() throws InterruptedException {
    consumer.wakeup();
    reader.join();
  }

  private void read() {
    try (consumer) {
      while (true) {
        for (var entry : consumer.poll(Duration.ofMillis(200))) {
          take(entry);
        }
      }
    } catch (WakeupException closed) {
      // That's how it is asked to end.
    } catch (RuntimeException e) {
      synchronized (this) {
        failure = e;
      }
    }
  }

  private synchronized void take(ConsumerRecord<byte[], byte[]> entry) {
    if (!CHANGED.equals(new String(entry.headers().lastHeader("ce_type").value(), UTF_8))) {
      return;
    }
    var change = parsed(entry.value());
    var customer = change.get("customerId").asText();
    if (!customer.equals(new String(entry.key(), UTF_8))) {
      gaps.add(customer + " on the key " + new String(entry.key(), UTF_8));
    }
    var seen = byCustomer.computeIfAbsent(customer, key -> new ArrayList<>());
    int sequence = change.get("sequence").asInt();
    if (sequence <= seen.size()) {
      repeated++;
      return;
    }
    if (sequence > seen.size() + 1) {
      gaps.add("%s: %d after %d".formatted(customer, sequence, seen.size()));
    }
    seen.add(change);
    distinct++;
    byKind.merge(change.get("kind").asText(), 1, Integer::sum);
  }

  private void mustRead() {
    if (failure != null) {
      throw new IllegalStateException("the subscriber has ended", failure);
    }
  }

  private static JsonNode parsed(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
