package io.tierstream.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tierstream.local.faults.Ledger.Note;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Puts records on topics that nobody can take in, each of them in the ledger. */
final class Poison implements AutoCloseable {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Who reads what, by the name in the topic of its dead letters. */
  private static final Map<String, List<String>> READERS =
      Map.of(
          "orders", List.of("segmentation", "customer-service"),
          "feedback", List.of("segmentation"),
          "customers", List.of("segmentation", "order-service", "feedback-service"));

  private static final Map<String, String> TYPES =
      Map.of(
          "orders", "order.paid.v1",
          "feedback", "feedback.received.v1",
          "customers", "customer.changed.v1");

  private final KafkaProducer<byte[], byte[]> producer;
  private final Ledger ledger;

  Poison(Target target, Ledger ledger) {
    this.ledger = ledger;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                target.bootstrapServers(),
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "none"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** The topics that it can be put on. */
  static List<String> topics() {
    return READERS.keySet().stream().sorted().toList();
  }

  /**
   * An event that looks like one of its topic, and isn't JSON; whoever reads the topic refuses it.
   */
  void send(String id, String topic, String customerId) throws InterruptedException {
    var consumers = JSON.arrayNode();
    READERS.get(topic).forEach(consumers::add);
    var data = JSON.objectNode().put("id", id).put("topic", topic).set("consumers", consumers);
    ledger.append(new Note(Said.POISON, data));
    var record =
        new ProducerRecord<>(topic, customerId.getBytes(UTF_8), "{\"customerId\":".getBytes(UTF_8));
    envelope(record, id, TYPES.get(topic));
    record.headers().add(Said.POISON_HEADER, id.getBytes(UTF_8));
    try {
      producer.send(record).get();
      ledger.append(new Note(Said.SENT_POISON, JSON.objectNode().put("id", id)));
    } catch (ExecutionException e) {
      // It may be there or not: the ledger says that it was meant to be sent.
    }
  }

  static void envelope(ProducerRecord<byte[], byte[]> record, String id, String type) {
    Map.of(
            "ce_specversion", "1.0",
            "ce_id", id,
            "ce_source", "test",
            "ce_type", "io.tierstream." + type,
            "ce_time", "2026-01-01T00:00:00Z",
            "ce_subject", id,
            "content-type", "application/json")
        .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
  }
}
