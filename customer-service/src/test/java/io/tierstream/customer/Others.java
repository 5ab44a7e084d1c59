package io.tierstream.customer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tierstream.embedded.Infrastructure;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.SchemaCheck;
import io.tierstream.events.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The other services, as far as this one hears of them. */
public final class Others implements AutoCloseable {

  private static final int PARTITIONS = 12;

  private final Infrastructure infrastructure;
  private final KafkaProducer<byte[], byte[]> producer;

  public Others(Infrastructure infrastructure) {
    this.infrastructure = infrastructure;
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                infrastructure.bootstrapServers(),
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                "5"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Segmentation tells a standing; tier, segment and since may be null. */
  public void assessed(String customer, String tier, String segment, int sequence, Instant since) {
    var hasPurchase = segment != null;
    var data =
        """
        {"customerId": "%s", "tier": %s, "segment": %s, "lifecycle": "%s", "scores": %s, "composite": %s,
         "recencyDays": %s, "frequency": 1, "monetary": "10.00", "satisfaction": null, "model": 1,
         "sequence": %d, "since": %s, "nextChangeAt": null, "asOf": "%s"}
        """
            .formatted(
                customer,
                quoted(tier),
                quoted(segment),
                hasPurchase ? "ACTIVE" : "PROSPECT",
                hasPurchase ? "{\"r\": 5, \"f\": 1, \"m\": 1, \"s\": null}" : null,
                hasPurchase ? "\"2.000\"" : null,
                hasPurchase ? "0" : null,
                sequence,
                quoted(since == null ? null : since.toString()),
                Instant.EPOCH);
    send(Topics.CUSTOMER_SEGMENTS, customer, "segment.assessed.v1", customer, data);
  }

  /** An order as order-service tells it. */
  public record Order(
      String id,
      String customer,
      int version,
      String status,
      String total,
      String refunded,
      String currency,
      Instant placedAt,
      Instant paidAt) {

    public static Order placed(String id, String customer, String total, Instant placedAt) {
      return new Order(id, customer, 1, "PLACED", total, "0", "CNY", placedAt, null);
    }

    public Order paid(Instant at) {
      return new Order(id, customer, version + 1, "PAID", total, refunded, currency, placedAt, at);
    }

    public Order refunded(String sum) {
      return new Order(
          id, customer, version + 1, "PARTIALLY_REFUNDED", total, sum, currency, placedAt, paidAt);
    }

    public Order cancelled() {
      return new Order(
          id,
          customer,
          version + 1,
          "CANCELLED",
          total,
          paidAt == null ? "0" : total,
          currency,
          placedAt,
          paidAt);
    }

    public Order in(String other) {
      return new Order(id, customer, version, status, total, refunded, other, placedAt, paidAt);
    }

    String json() {
      return """
      {"orderId": "%s", "customerId": "%s", "version": %d, "status": "%s",
       "total": {"amount": "%s", "currency": "%s"}, "refunded": {"amount": "%s", "currency": "%s"},
       "placedAt": "%s", %s "occurredAt": "%s", "lines": []}
      """
          .formatted(
              id,
              customer,
              version,
              status,
              total,
              currency,
              refunded,
              currency,
              placedAt,
              paidAt == null ? "" : "\"paidAt\": \"" + paidAt + "\",",
              placedAt);
    }

    String type() {
      return switch (status) {
        case "PLACED" -> "order.placed.v1";
        case "PAID" -> "order.paid.v1";
        case "CANCELLED" -> "order.cancelled.v1";
        default -> "order.refunded.v1";
      };
    }
  }

  public void told(Order... orders) {
    for (var order : orders) {
      send(Topics.ORDERS, order.customer, order.type(), order.id, order.json());
    }
  }

  /** What a unit is worth in the base currency on a day, as segmentation tells every partition. */
  public void worth(String currency, LocalDate day, String rate) {
    worth(currency, day, rate, 1);
  }

  public void worth(String currency, LocalDate day, String rate, int version) {
    var data =
        """
        {"currency": "%s", "base": "CNY", "day": "%s", "rate": "%s", "version": %d, "occurredAt": "%s"}
        """
            .formatted(currency, day, rate, version, Instant.EPOCH);
    for (var partition = 0; partition < PARTITIONS; partition++) {
      var event = event("rate.set.v1", currency + "-" + day, data);
      SchemaCheck.check(event);
      producer.send(
          new ProducerRecord<>(
              infrastructure.topic(Topics.SEGMENTATION_INPUTS),
              partition,
              null,
              event.subject().getBytes(UTF_8),
              event.data(),
              event.toHeaders()));
    }
  }

  /** A record that keeps to its schema. */
  public void send(String topic, String key, String type, String subject, String data) {
    var event = event(type, subject, data);
    SchemaCheck.check(event);
    sendRaw(topic, key, event.toHeaders(), data.getBytes(UTF_8));
  }

  /** Any record. */
  public void sendRaw(String topic, String key, Headers headers, byte[] value) {
    producer.send(
        new ProducerRecord<>(
            infrastructure.topic(topic),
            null,
            null,
            key == null ? null : key.getBytes(UTF_8),
            value,
            headers));
  }

  public static CloudEvent event(String type, String subject, String data) {
    return new CloudEvent(
        UUID.randomUUID().toString(),
        "others",
        CloudEvent.TYPE_PREFIX + type,
        Instant.EPOCH,
        subject,
        null,
        null,
        data.getBytes(UTF_8));
  }

  private static String quoted(String text) {
    return text == null ? null : '"' + text + '"';
  }

  @Override
  public void close() {
    producer.flush();
    producer.close(Duration.ofSeconds(10));
  }
}
