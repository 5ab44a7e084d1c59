package io.tierstream.order.application;

import io.tierstream.events.Outbox;
import io.tierstream.order.domain.FactTime;
import io.tierstream.order.domain.Order;
import io.tierstream.order.messaging.OrderEvents;
import io.tierstream.order.persistence.ErasedCustomers;
import io.tierstream.order.persistence.Orders;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;

/** A placed order is paid. */
@ApplicationScoped
public class PayOrder {

  private final ErasedCustomers erased;
  private final Orders orders;
  private final Outbox outbox;
  private final OrderEvents events;
  private final Clock clock;

  PayOrder(ErasedCustomers erased, Orders orders, Outbox outbox, OrderEvents events, Clock clock) {
    this.erased = erased;
    this.orders = orders;
    this.outbox = outbox;
    this.events = events;
    this.clock = clock;
  }

  /**
   * The order after its payment at {@code paidAt}, null for now.
   *
   * @param precondition is given the order as it was, and throws where that isn't the one meant
   */
  @Transactional
  public Order pay(String orderId, Instant paidAt, Consumer<Order> precondition) {
    erased.hold();
    var now = clock.instant();
    var at = paidAt == null ? now : FactTime.accepted("paidAt", paidAt, now);
    var order = orders.locked(orderId);
    precondition.accept(order);
    var paid = order.pay(at);
    orders.keep(paid, null);
    outbox.append(events.live(paid));
    return paid.order();
  }
}
