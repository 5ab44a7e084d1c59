package io.tierstream.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tierstream.embedded.Infrastructure;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Tells of tiers as segmentation does, for the tests of subscribers: its golden examples, with
 * other customers.
 */
public final class ToldTiers implements AutoCloseable {

  private final Infrastructure infrastructure;
  private final KafkaProducer<byte[], byte[]> producer;

  public ToldTiers(Infrastructure infrastructure) {
    this.infrastructure = infrastructure;
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                infrastructure.bootstrapServers(),
                ProducerConfig.ACKS_CONFIG,
                "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** The customer's tier changes; null takes it away. */
  public RecordMetadata change(String customerId, String tier, long sequence) {
    var data = (ObjectNode) SchemaCheck.example("tier.changed.v1").deepCopy();
    data.put("customerId", customerId).put("sequence", sequence).put("to", tier);
    if (tier == null) {
      data.put("kind", "REVOKED");
    }
    return send(Topics.TIER_CHANGES, "tier.changed.v1", customerId, data);
  }

  /** The customer's whole standing, on the topic that keeps the last one. */
  public RecordMetadata assess(String customerId, String tier, long sequence) {
    var data = (ObjectNode) SchemaCheck.example("segment.assessed.v1").deepCopy();
    data.put("customerId", customerId).put("sequence", sequence).put("tier", tier);
    return send(Topics.CUSTOMER_SEGMENTS, "segment.assessed.v1", customerId, data);
  }

  /** The same tier, and a warning that it may fall. */
  public RecordMetadata warn(String customerId) {
    var data = (ObjectNode) SchemaCheck.example("tier.at-risk.v1").deepCopy();
    data.put("customerId", customerId);
    return send(Topics.TIER_CHANGES, "tier.at-risk.v1", customerId, data);
  }

  /** A record as it is given, under the envelope of a tier change. */
  public RecordMetadata raw(String key, String value) {
    return send(Topics.TIER_CHANGES, key, event("tier.changed.v1", "x", value.getBytes(UTF_8)));
  }

  private RecordMetadata send(String topic, String type, String customerId, ObjectNode data) {
    var event = event(type, customerId, data.toString().getBytes(UTF_8));
    SchemaCheck.check(event);
    return send(topic, customerId, event);
  }

  private RecordMetadata send(String topic, String key, CloudEvent event) {
    try {
      return producer
          .send(
              new ProducerRecord<>(
                  infrastructure.topic(topic),
                  null,
                  System.currentTimeMillis(),
                  key.getBytes(UTF_8),
                  event.data(),
                  event.toHeaders()))
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static CloudEvent event(String type, String customerId, byte[] data) {
    return new CloudEvent(
        UUID.randomUUID().toString(),
        "segmentation-service",
        CloudEvent.TYPE_PREFIX + type,
        Instant.EPOCH,
        customerId,
        null,
        null,
        data);
  }

  @Override
  public void close() {
    producer.close();
  }
}
