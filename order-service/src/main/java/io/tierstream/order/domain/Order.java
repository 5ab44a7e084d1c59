package io.tierstream.order.domain;

import io.tierstream.order.domain.OrderFact.OrderCancelled;
import io.tierstream.order.domain.OrderFact.OrderPaid;
import io.tierstream.order.domain.OrderFact.OrderPlaced;
import io.tierstream.order.domain.OrderFact.OrderRefunded;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Objects;

/**
 * An order and how far it has come. Each step answers the fact that it made, with the order after
 * it and a version one higher; §1 of the domain description.
 *
 * @param paidAt the instant of the purchase, null until it is paid; a refund never moves it
 * @param total after the discount
 * @param benefit what the customer's tier took off; null when nothing
 * @param channel where it was bought; may be null
 */
public record Order(
    String orderId,
    String customerId,
    long version,
    OrderStatus status,
    Money total,
    Benefit benefit,
    Money refunded,
    Instant placedAt,
    Instant paidAt,
    String channel,
    List<OrderLine> lines) {

  /** With its lines an order must fit into one record of a topic. */
  public static final int MAX_LINES = 1000;

  public Order {
    Objects.requireNonNull(status, "status");
    lines = List.copyOf(lines);
  }

  /**
   * A new order of {@code lines}, not paid yet, with what {@code tier} takes off for good.
   *
   * @param tier the customer's; null when there is none
   */
  public static OrderPlaced place(
      String orderId,
      String customerId,
      Currency currency,
      String channel,
      List<OrderLine> lines,
      Benefits benefits,
      String tier,
      Instant placedAt) {
    var sum = total(lines, currency);
    var benefit = benefits.of(tier, sum);
    var order =
        new Order(
            orderId,
            customerId,
            1,
            OrderStatus.PLACED,
            benefit == null ? sum : sum.minus(benefit.discount()),
            benefit,
            Money.zero(currency),
            placedAt,
            null,
            channel,
            lines);
    return new OrderPlaced(order, placedAt);
  }

  /**
   * A purchase of the past, known only as paid: placed and paid at once, as the first thing known
   * of it.
   */
  public static OrderPaid bought(
      String orderId,
      String customerId,
      Currency currency,
      String channel,
      List<OrderLine> lines,
      Instant paidAt) {
    var order =
        new Order(
            orderId,
            customerId,
            1,
            OrderStatus.PAID,
            total(lines, currency),
            null,
            Money.zero(currency),
            paidAt,
            paidAt,
            channel,
            lines);
    return new OrderPaid(order, paidAt);
  }

  /** It is paid at {@code at}. */
  public OrderPaid pay(Instant at) {
    if (status != OrderStatus.PLACED) {
      throw new ImpossibleStep(orderId, "paid", status);
    }
    return new OrderPaid(after(OrderStatus.PAID, refunded, at), at);
  }

  /**
   * {@code amount}, more than nothing, is paid back; when nothing is left the order is {@code
   * REFUNDED}.
   *
   * @throws ImpossibleStep when it isn't paid, or all of it is refunded or cancelled
   * @throws RefundExceedsRest when less than {@code amount} is left
   */
  public OrderRefunded refund(Money amount, Instant at) {
    if (!isRefundable()) {
      throw new ImpossibleStep(orderId, "refunded", status);
    }
    if (!amount.currency().equals(currency())) {
      throw new OtherCurrency(orderId, currency(), amount.currency());
    }
    if (amount.amount().signum() <= 0) {
      throw new IllegalArgumentException("a refund of " + amount);
    }
    if (amount.compareTo(rest()) > 0) {
      throw new RefundExceedsRest(orderId, rest(), status);
    }
    var sum = refunded.plus(amount);
    var next = sum.equals(total) ? OrderStatus.REFUNDED : OrderStatus.PARTIALLY_REFUNDED;
    return new OrderRefunded(after(next, sum, paidAt), at);
  }

  /** It is called off; when it was paid already, everything is refunded. */
  public OrderCancelled cancel(Instant at) {
    return switch (status) {
      case PLACED -> new OrderCancelled(after(OrderStatus.CANCELLED, refunded, null), at);
      case PAID -> new OrderCancelled(after(OrderStatus.CANCELLED, total, paidAt), at);
      case PARTIALLY_REFUNDED, REFUNDED, CANCELLED ->
          throw new ImpossibleStep(orderId, "cancelled", status);
    };
  }

  public Currency currency() {
    return total.currency();
  }

  /** What could still be refunded of a paid order. */
  public Money rest() {
    return total.minus(refunded);
  }

  /** Whether a refund is a possible step. */
  public boolean isRefundable() {
    return status == OrderStatus.PAID || status == OrderStatus.PARTIALLY_REFUNDED;
  }

  private Order after(OrderStatus next, Money refundedThen, Instant paidThen) {
    return new Order(
        orderId,
        customerId,
        version + 1,
        next,
        total,
        benefit,
        refundedThen,
        placedAt,
        paidThen,
        channel,
        lines);
  }

  /** What {@code lines} come to. */
  public static Money total(List<OrderLine> lines, Currency currency) {
    return new Money(
        lines.stream().map(OrderLine::amount).reduce(BigDecimal.ZERO, BigDecimal::add), currency);
  }
}
