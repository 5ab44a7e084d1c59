package io.tierstream.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tierstream.events.CloudEvent;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * An order of one piece that was paid, as order-service tells it.
 *
 * @param number names the order, and its event
 * @param amount in CNY, with two decimals
 * @param paidAt when it was placed, too
 * @param stampedAt of the record
 * @param job of the import that tells it; null when it happened now
 */
public record PaidOrder(
    String customer, long number, String amount, Instant paidAt, Instant stampedAt, String job) {

  public static final String TYPE = "order.paid.v1";

  private static final String TOPIC = "orders";

  /** The record that tells it. */
  public ProducerRecord<byte[], byte[]> record() {
    var order = "O-" + customer + "-" + number;
    var payload =
        """
        {"orderId":"%1$s","customerId":"%2$s","version":2,"status":"PAID",\
        "total":{"amount":"%3$s","currency":"CNY"},"refunded":{"amount":"0.00","currency":"CNY"},\
        "placedAt":"%4$s","paidAt":"%4$s","occurredAt":"%4$s","channel":"web",\
        "lines":[{"sku":"CAM-7","category":"camera","quantity":1,"unitPrice":"%3$s"}]}"""
            .formatted(order, customer, amount, paidAt);
    var event =
        new CloudEvent(
            "p-" + customer + "-" + number,
            "order-service",
            CloudEvent.TYPE_PREFIX + TYPE,
            stampedAt,
            order,
            job,
            null,
            payload.getBytes(UTF_8));
    return new ProducerRecord<>(
        TOPIC,
        null,
        stampedAt.toEpochMilli(),
        customer.getBytes(UTF_8),
        event.data(),
        event.toHeaders());
  }
}
