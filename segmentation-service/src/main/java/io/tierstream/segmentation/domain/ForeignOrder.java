package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;

/**
 * An order that wasn't made in the base currency, before it is converted; §1.
 *
 * @param currency ISO 4217
 * @param order with its amounts in that currency
 */
public record ForeignOrder(String currency, Order order) {

  public ForeignOrder {
    Objects.requireNonNull(currency, "currency");
    Objects.requireNonNull(order, "order");
  }

  /**
   * The UTC day of the payment, whose rate converts the purchase and every refund of it; null until
   * it is paid, since nothing of it counts.
   */
  public LocalDate rateDay() {
    return order.paidAt() == null ? null : LocalDate.ofInstant(order.paidAt(), ZoneOffset.UTC);
  }

  /**
   * The order in the base currency, exactly.
   *
   * @param rate what one unit of the currency is worth; null until it is paid
   * @throws IllegalArgumentException when an amount gets too many digits
   */
  public Order at(BigDecimal rate) {
    if ((rate == null) != (rateDay() == null)) {
      throw new IllegalArgumentException("there must be a rate once the order is paid");
    }
    BigDecimal worth = rate == null ? BigDecimal.ZERO : rate;
    return new Order(
        order.orderId(),
        order.version(),
        order.status(),
        order.total().multiply(worth),
        order.refunded().multiply(worth),
        order.placedAt(),
        order.paidAt(),
        new Foreign(currency, order.total(), order.refunded()));
  }
}
