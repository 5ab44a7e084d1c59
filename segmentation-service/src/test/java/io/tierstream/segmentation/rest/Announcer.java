package io.tierstream.segmentation.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tierstream.embedded.Infrastructure;
import io.tierstream.events.CloudEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes tier changes in transactions, as the pipeline does. */
final class Announcer implements AutoCloseable {

  private final Infrastructure infrastructure;
  private final KafkaProducer<byte[], byte[]> producer;
  private int published;

  Announcer(Infrastructure infrastructure) {
    this.infrastructure = infrastructure;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                infrastructure.bootstrapServers(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                "announcer-" + UUID.randomUUID()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
  }

  /** One for each of {@code customers}, in one transaction; says their payloads. */
  List<String> publish(String type, int padding, String... customers) {
    var payloads = new ArrayList<String>();
    producer.beginTransaction();
    for (var customer : customers) {
      var json =
          "{\"customerId\":\"%s\",\"number\":%d,\"padding\":\"%s\"}"
              .formatted(customer, ++published, "x".repeat(padding));
      send(type, customer, json);
      payloads.add(json);
    }
    producer.commitTransaction();
    return payloads;
  }

  List<String> publish(String... customers) {
    return publish("tier.changed.v1", 0, customers);
  }

  /** What nobody may ever see. */
  void abort(String customer) {
    producer.beginTransaction();
    send("tier.changed.v1", customer, "{\"aborted\":true}");
    producer.flush();
    producer.abortTransaction();
  }

  private void send(String type, String customer, String json) {
    var event =
        new CloudEvent(
            UUID.randomUUID().toString(),
            "segmentation-service",
            CloudEvent.TYPE_PREFIX + type,
            Instant.now(),
            customer,
            null,
            null,
            json.getBytes(UTF_8));
    var unused =
        producer.send(
            new ProducerRecord<>(
                infrastructure.topic("tier-changes"),
                null,
                null,
                customer.getBytes(UTF_8),
                event.data(),
                event.toHeaders()));
  }

  @Override
  public void close() {
    producer.close();
  }
}
