package io.tierstream.customer.messaging;

import io.tierstream.customer.domain.SeenOrder;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.JsonFields;
import io.tierstream.events.PoisonException;
import io.tierstream.events.PoisonException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Our own reading of order-service's events. */
final class OrderReader {

  private static final Set<String> TYPES =
      Set.of("order.placed.v1", "order.paid.v1", "order.refunded.v1", "order.cancelled.v1");
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private OrderReader() {}

  /** Where an order is in its life. */
  private enum Status {
    PLACED,
    PAID,
    PARTIALLY_REFUNDED,
    REFUNDED,
    CANCELLED
  }

  /** What the record tells; null when it isn't about an order. */
  static SeenOrder read(CloudEvent event, ConsumerRecord<byte[], byte[]> record)
      throws PoisonException {
    if (!TYPES.contains(event.shortType())) {
      return null;
    }
    var fields = JsonFields.of(event);
    var total = fields.object("total");
    var refunded = fields.object("refunded");
    var currency = total.currency("currency");
    if (!currency.equals(refunded.currency("currency"))) {
      throw new PoisonException(Reason.BREAKS_SCHEMA, "refunded must be in the currency of total");
    }
    var net = total.amount("amount").subtract(refunded.amount("amount"));
    if (net.signum() < 0) {
      throw new PoisonException(Reason.BREAKS_SCHEMA, "refunded must not be more than total");
    }
    var latest = Instant.ofEpochMilli(record.timestamp()).plus(TOLERANCE);
    var placedAt = notAfter(latest, "placedAt", fields.instant("placedAt"));
    var paidAt = fields.optionalInstant("paidAt");
    return new SeenOrder(
        fields.id("orderId"),
        Keys.customer(fields, record),
        fields.positive("version"),
        fields.oneOf("status", Status.class) == Status.CANCELLED,
        placedAt,
        paidAt == null ? null : notAfter(latest, "paidAt", paidAt),
        currency,
        net);
  }

  private static Instant notAfter(Instant latest, String field, Instant at) throws PoisonException {
    if (at.isAfter(latest)) {
      throw new PoisonException(
          Reason.AHEAD_OF_CLOCK, field + " is more than five minutes after the record's timestamp");
    }
    return at;
  }
}
