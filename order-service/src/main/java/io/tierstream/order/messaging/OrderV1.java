package io.tierstream.order.messaging;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.tierstream.order.domain.Money;
import io.tierstream.order.domain.OrderFact;
import io.tierstream.order.domain.OrderLine;
import java.time.Instant;
import java.util.List;

/**
 * What every event of an order says: the whole order after the fact; absent is what isn't known.
 */
@JsonInclude(Include.NON_NULL)
record OrderV1(
    String orderId,
    String customerId,
    long version,
    String status,
    MoneyV1 total,
    MoneyV1 discount,
    String tier,
    MoneyV1 refunded,
    Instant placedAt,
    Instant paidAt,
    Instant occurredAt,
    String channel,
    List<LineV1> lines) {

  /** Money as text. */
  record MoneyV1(String amount, String currency) {
    static MoneyV1 of(Money money) {
      return new MoneyV1(money.text(), money.currency().getCurrencyCode());
    }
  }

  /** A line; its price is in the currency of the order. */
  @JsonInclude(Include.NON_NULL)
  record LineV1(String sku, String category, int quantity, String unitPrice) {}

  static OrderV1 of(OrderFact fact) {
    var order = fact.order();
    var benefit = order.benefit();
    return new OrderV1(
        order.orderId(),
        order.customerId(),
        order.version(),
        order.status().name(),
        MoneyV1.of(order.total()),
        benefit == null ? null : MoneyV1.of(benefit.discount()),
        benefit == null ? null : benefit.tier(),
        MoneyV1.of(order.refunded()),
        order.placedAt(),
        order.paidAt(),
        fact.occurredAt(),
        order.channel(),
        order.lines().stream().map(line -> line(line, order.total())).toList());
  }

  private static LineV1 line(OrderLine line, Money total) {
    var price = new Money(line.unitPrice(), total.currency());
    return new LineV1(line.sku(), line.category(), line.quantity(), price.text());
  }
}
