package io.tierstream.order.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.tierstream.order.domain.Money;
import io.tierstream.order.domain.Order;
import io.tierstream.order.domain.OrderLine;
import io.tierstream.rest.AboutSomeone;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An order as callers see it; what it doesn't have is absent.
 *
 * @param total after the discount
 * @param discount what the customer's tier took off
 * @param tier the tier that did
 */
@Schema(name = "Order")
@JsonInclude(Include.NON_NULL)
public record OrderResponse(
    String orderId,
    String customerId,
    long version,
    String status,
    Amount total,
    Amount discount,
    String tier,
    Amount refunded,
    Instant placedAt,
    Instant paidAt,
    String channel,
    List<Line> lines)
    implements AboutSomeone {

  @Override
  public String subject() {
    return customerId;
  }

  /** Money. */
  @Schema(name = "Money")
  public record Amount(String amount, String currency) {
    static Amount of(Money money) {
      return new Amount(money.text(), money.currency().getCurrencyCode());
    }
  }

  /** A line; its price is in the order's currency. */
  @Schema(name = "OrderLine")
  @JsonInclude(Include.NON_NULL)
  public record Line(String sku, String category, int quantity, String unitPrice) {}

  static OrderResponse of(Order order) {
    var benefit = order.benefit();
    return new OrderResponse(
        order.orderId(),
        order.customerId(),
        order.version(),
        order.status().name(),
        Amount.of(order.total()),
        benefit == null ? null : Amount.of(benefit.discount()),
        benefit == null ? null : benefit.tier(),
        Amount.of(order.refunded()),
        order.placedAt(),
        order.paidAt(),
        order.channel(),
        order.lines().stream().map(line -> line(line, order)).toList());
  }

  private static Line line(OrderLine line, Order order) {
    var price = new Money(line.unitPrice(), order.currency());
    return new Line(line.sku(), line.category(), line.quantity(), price.text());
  }
}
