package io.tierstream.segmentation.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.TopicReader;
import io.tierstream.events.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Plays the services around segmentation: puts events on their topics, reads what comes out. */
final class Shop implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONG = Duration.ofSeconds(60);
  static final int PARTITIONS = 12;

  /** The partition number that a customer is of. */
  static int number(String customerId) {
    return Topics.partition(customerId.getBytes(UTF_8), PARTITIONS);
  }

  private final Infrastructure infrastructure;
  private final KafkaProducer<byte[], byte[]> producer;

  Shop(Infrastructure infrastructure) {
    this.infrastructure = infrastructure;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                infrastructure.bootstrapServers(),
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                4 * 1024 * 1024,
                // What its topic takes only so is larger when it comes out.
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "gzip"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** An order, paid when it was placed. */
  record Sale(
      String orderId,
      String customerId,
      long version,
      String status,
      String total,
      String refunded,
      String currency,
      Instant paidAt,
      Instant occurredAt) {

    static Sale paid(String customerId, String orderId, String total, Instant paidAt) {
      return new Sale(orderId, customerId, 2, "PAID", total, "0.00", "CNY", paidAt, paidAt);
    }

    Sale refunded(String refunded, Instant at) {
      var status = refunded.equals(total) ? "REFUNDED" : "PARTIALLY_REFUNDED";
      return new Sale(
          orderId, customerId, version + 1, status, total, refunded, currency, paidAt, at);
    }

    Sale in(String otherCurrency) {
      return new Sale(
          orderId, customerId, version, status, total, refunded, otherCurrency, paidAt, occurredAt);
    }

    String type() {
      return status.equals("PAID") ? "order.paid.v1" : "order.refunded.v1";
    }

    String json() {
      return """
          {"orderId":"%s","customerId":"%s","version":%d,"status":"%s",
           "total":{"amount":"%s","currency":"%s"},"refunded":{"amount":"%s","currency":"%s"},
           "placedAt":"%s","paidAt":"%s","occurredAt":"%s","channel":"web",
           "lines":[{"sku":"S-1","quantity":1,"unitPrice":"%s"}]}"""
          .formatted(
              orderId,
              customerId,
              version,
              status,
              total,
              currency,
              refunded,
              currency,
              paidAt,
              paidAt,
              occurredAt,
              total);
    }
  }

  /** What a customer said, as one version of it. */
  record Said(
      String feedbackId,
      String customerId,
      long version,
      String kind,
      String status,
      String rating,
      String resolutionRating,
      Instant occurredAt) {

    static Said rated(String customerId, String feedbackId, String rating, Instant at) {
      return new Said(feedbackId, customerId, 1, "SURVEY", "RECEIVED", rating, null, at);
    }

    static Said complained(String customerId, String feedbackId, Instant at) {
      return new Said(feedbackId, customerId, 1, "COMPLAINT", "OPEN", null, null, at);
    }

    Said resolved(String howWell, Instant at) {
      return new Said(feedbackId, customerId, 2, kind, "RESOLVED", rating, howWell, at);
    }

    String type() {
      return status.equals("RESOLVED") ? "feedback.resolved.v1" : "feedback.received.v1";
    }

    String json() {
      return """
          {"feedbackId":"%s","customerId":"%s","version":%d,"kind":"%s","rating":%s,"status":"%s",
           "resolutionRating":%s,"channel":"web","occurredAt":"%s"}"""
          .formatted(
              feedbackId,
              customerId,
              version,
              kind,
              quoted(rating),
              status,
              quoted(resolutionRating),
              occurredAt);
    }

    private static String quoted(String text) {
      return text == null ? "null" : '"' + text + '"';
    }
  }

  /** Live: recorded when it was said. */
  long emit(Said said) {
    return emit(said, said.occurredAt(), null);
  }

  long emit(Said said, Instant recordedAt, String backfill) {
    var event = event(said.type(), said.feedbackId(), recordedAt, backfill, said.json());
    return send("feedback", null, recordedAt, said.customerId().getBytes(UTF_8), event);
  }

  /** A customer as registered, or (a later version) changed. */
  long register(String customerId, long version, String attributes, Instant at) {
    var json =
        """
        {"customerId":"%s","version":%d,"status":"REGISTERED","attributes":%s,"occurredAt":"%s"}"""
            .formatted(customerId, version, attributes, at);
    var type = version == 1 ? "customer.registered.v1" : "customer.changed.v1";
    return send(
        "customers", null, at, customerId.getBytes(UTF_8), event(type, customerId, at, null, json));
  }

  /** What became of a customer; {@code into} whom it was merged, null for nobody. */
  long tell(String type, String customerId, long version, String into, Instant at) {
    var status = into == null ? "REGISTERED" : "MERGED";
    var json =
        type.equals("customer.erased.v1")
            ? "{\"customerId\":\"%s\",\"version\":%d,\"status\":\"ERASED\",\"occurredAt\":\"%s\"}"
                .formatted(customerId, version, at)
            : """
            {"customerId":"%s","version":%d,"status":"%s","mergedInto":%s,"attributes":{"region":"North"},
             "occurredAt":"%s"}"""
                .formatted(
                    customerId, version, status, into == null ? "null" : '"' + into + '"', at);
    return send(
        "customers", null, at, customerId.getBytes(UTF_8), event(type, customerId, at, null, json));
  }

  /** Live: recorded when it happened. */
  long emit(Sale sale) {
    return emit(sale, sale.occurredAt(), null);
  }

  long emit(Sale sale, Instant recordedAt, String backfill) {
    return send(record(sale, recordedAt, backfill));
  }

  /** As one batch of one producer, which one poll brings. */
  void emitTogether(Sale... sales) {
    for (var sale : sales) {
      emitSoon(sale);
    }
    flush();
  }

  /** Without waiting; stored at the next {@link #flush}. */
  void emitSoon(Sale sale) {
    producer.send(record(sale, sale.occurredAt(), null));
  }

  void flush() {
    producer.flush();
  }

  private ProducerRecord<byte[], byte[]> record(Sale sale, Instant recordedAt, String backfill) {
    var event = event(sale.type(), sale.orderId(), recordedAt, backfill, sale.json());
    return record("orders", null, recordedAt, sale.customerId().getBytes(UTF_8), event);
  }

  /** A marker of an import of orders, to every partition. */
  void mark(String type, String job, Instant at) {
    mark("orders", type, job, at);
  }

  /** A marker of an import, to every partition of {@code topic}. */
  void mark(String topic, String type, String job, Instant at) {
    var json = "{\"job\":\"%s\",\"occurredAt\":\"%s\"}".formatted(job, at);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      send(topic, partition, at, job.getBytes(UTF_8), event(type, job, at, null, json));
    }
  }

  static CloudEvent event(String type, String subject, Instant at, String backfill, String json) {
    return new CloudEvent(
        UUID.randomUUID().toString(),
        "order-service",
        "io.tierstream." + type,
        at,
        subject,
        backfill,
        null,
        json.getBytes(UTF_8));
  }

  long send(String topic, Integer partition, Instant timestamp, byte[] key, CloudEvent event) {
    return send(record(topic, partition, timestamp, key, event));
  }

  private ProducerRecord<byte[], byte[]> record(
      String topic, Integer partition, Instant timestamp, byte[] key, CloudEvent event) {
    return new ProducerRecord<>(
        infrastructure.topic(topic),
        partition,
        timestamp.toEpochMilli(),
        key,
        event.data(),
        event.toHeaders());
  }

  /** Returns when it is stored, at which offset. */
  long send(ProducerRecord<byte[], byte[]> record) {
    try {
      return producer.send(record).get().offset();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Everything committed on a topic, partition by partition, in order. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    try (var reader = TopicReader.fromBeginning(infrastructure, topic)) {
      return reader.readToEnd();
    }
  }

  /** The payloads of one customer's records on a topic, in order. */
  List<JsonNode> of(String customerId, String topic) {
    var payloads = new ArrayList<JsonNode>();
    for (var record : read(topic)) {
      if (customerId.equals(TopicReader.key(record))) {
        payloads.add(json(record));
      }
    }
    return payloads;
  }

  /** One customer's tier changes, risks left out. */
  List<JsonNode> tierChanges(String customerId) {
    return of(customerId, "tier-changes").stream().filter(json -> json.has("kind")).toList();
  }

  /** The same, once there are so many: they are told after what tables and REST say of them. */
  List<JsonNode> awaitTierChanges(String customerId, int count) {
    return await()
        .atMost(LONG)
        .until(() -> tierChanges(customerId), changes -> changes.size() == count);
  }

  /** The sequences of its tier changes as they were told first: a change may be told again. */
  List<Integer> sequences(String customerId) {
    return tierChanges(customerId).stream()
        .map(change -> change.get("sequence").asInt())
        .distinct()
        .toList();
  }

  static JsonNode json(ConsumerRecord<byte[], byte[]> record) {
    try {
      return JSON.readTree(record.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
