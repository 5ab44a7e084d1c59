package io.tierstream.order.application;

import io.tierstream.events.Outbox;
import io.tierstream.order.domain.Money;
import io.tierstream.order.domain.Order;
import io.tierstream.order.messaging.OrderEvents;
import io.tierstream.order.persistence.ErasedCustomers;
import io.tierstream.order.persistence.Orders;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.Currency;
import java.util.function.Consumer;

/** A part of a paid order, or all that is left of it, is paid back. */
@ApplicationScoped
public class RefundOrder {

  private final ErasedCustomers erased;
  private final Orders orders;
  private final Outbox outbox;
  private final OrderEvents events;
  private final Clock clock;

  RefundOrder(
      ErasedCustomers erased, Orders orders, Outbox outbox, OrderEvents events, Clock clock) {
    this.erased = erased;
    this.orders = orders;
    this.outbox = outbox;
    this.events = events;
    this.clock = clock;
  }

  /**
   * The order after the refund.
   *
   * @param currency null for the order's own
   * @param reason may be null; isn't kept of a customer who is erased
   * @param precondition is given the order as it was, and throws where that isn't the one meant
   */
  @Transactional
  public Order refund(
      String orderId,
      BigDecimal amount,
      Currency currency,
      String reason,
      Consumer<Order> precondition) {
    erased.hold();
    var order = orders.locked(orderId);
    precondition.accept(order);
    var money = new Money(amount, currency == null ? order.currency() : currency);
    var refunded = order.refund(money, clock.instant());
    orders.keep(refunded, erased.has(order.customerId()) ? null : reason);
    outbox.append(events.live(refunded));
    return refunded.order();
  }
}
