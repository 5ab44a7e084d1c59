package io.tierstream.segmentation.messaging;

import static io.tierstream.segmentation.messaging.FactReader.require;
import static io.tierstream.segmentation.messaging.FactReader.requireNotAfter;

import io.tierstream.events.JsonFields;
import io.tierstream.events.PoisonException;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.domain.OrderStatus;
import java.time.Instant;

/** Reads what segmentation needs of an order. */
final class OrderReader {

  private OrderReader() {}

  /** ISO 4217; that of every amount. */
  static String currency(JsonFields json) throws PoisonException {
    var currency = json.object("total").currency("currency");
    require(
        json.object("refunded").currency("currency").equals(currency),
        "refunded",
        "must be in the currency of total");
    return currency;
  }

  /**
   * The order after the fact, its amounts in the currency of {@link #currency}.
   *
   * @param latest no instant may be later
   */
  static OrderFact read(JsonFields json, Instant latest) throws PoisonException {
    var status = json.oneOf("status", OrderStatus.class);
    var total = json.object("total").amount("amount");
    var refunded = json.object("refunded").amount("amount");
    var placedAt = json.instant("placedAt");
    var paidAt = json.optionalInstant("paidAt");
    var occurredAt = json.instant("occurredAt");
    var version = json.positive("version");
    require(refunded.compareTo(total) <= 0, "refunded", "must be at most total");
    switch (status) {
      case PLACED -> require(paidAt == null, "paidAt", "must be absent while PLACED");
      case PAID -> {
        require(paidAt != null, "paidAt", "is required when PAID");
        require(refunded.signum() == 0, "refunded", "must be zero when PAID");
      }
      case PARTIALLY_REFUNDED ->
          require(paidAt != null, "paidAt", "is required when PARTIALLY_REFUNDED");
      case REFUNDED -> {
        require(paidAt != null, "paidAt", "is required when REFUNDED");
        require(refunded.compareTo(total) == 0, "refunded", "must equal total when REFUNDED");
      }
      case CANCELLED ->
          require(
              paidAt == null || refunded.compareTo(total) == 0,
              "refunded",
              "must equal total when cancelled after payment");
    }
    requireNotAfter(latest, placedAt);
    requireNotAfter(latest, paidAt);
    requireNotAfter(latest, occurredAt);
    return new OrderFact(
        new Order(json.id("orderId"), version, status, total, refunded, placedAt, paidAt),
        occurredAt);
  }
}
