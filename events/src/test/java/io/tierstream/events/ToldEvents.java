package io.tierstream.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tierstream.embedded.Infrastructure;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends what a service would tell, with its golden examples for a model; for tests. */
final class ToldEvents implements AutoCloseable {

  private final Infrastructure infrastructure;
  private final String source;
  private final KafkaProducer<byte[], byte[]> producer;

  ToldEvents(Infrastructure infrastructure, String source) {
    this.infrastructure = infrastructure;
    this.source = source;
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

  /** The golden example of a type, as another customer's. */
  static ObjectNode example(String type, String customerId) {
    var data = (ObjectNode) SchemaCheck.example(type).deepCopy();
    return data.put("customerId", customerId);
  }

  /** Sends an event that keeps to its schema. */
  RecordMetadata send(String topic, String type, String customerId, ObjectNode data) {
    return send(topic, type, customerId, data, Duration.ZERO);
  }

  /** The same, stamped so far ahead of the clock. */
  RecordMetadata send(
      String topic, String type, String customerId, ObjectNode data, Duration ahead) {
    var event = event(type, customerId, data.toString().getBytes(UTF_8));
    SchemaCheck.check(event);
    return send(topic, customerId, event, ahead);
  }

  /** Sends any value under the envelope of a type. */
  RecordMetadata raw(String topic, String type, String key, String value) {
    return send(topic, key, event(type, "x", value.getBytes(UTF_8)), Duration.ZERO);
  }

  private RecordMetadata send(String topic, String key, CloudEvent event, Duration ahead) {
    try {
      return producer
          .send(
              new ProducerRecord<>(
                  infrastructure.topic(topic),
                  null,
                  System.currentTimeMillis() + ahead.toMillis(),
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

  private CloudEvent event(String type, String customerId, byte[] data) {
    return new CloudEvent(
        UUID.randomUUID().toString(),
        source,
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
