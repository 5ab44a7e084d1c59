package io.tierstream.order.application;

import io.tierstream.events.Outbox;
import io.tierstream.order.domain.Order;
import io.tierstream.order.messaging.OrderEvents;
import io.tierstream.order.persistence.ErasedCustomers;
import io.tierstream.order.persistence.Orders;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.function.Consumer;

/** An order is called off; what was paid goes back. */
@ApplicationScoped
public class CancelOrder {

  private final ErasedCustomers erased;
  private final Orders orders;
  private final Outbox outbox;
  private final OrderEvents events;
  private final Clock clock;

  CancelOrder(
      ErasedCustomers erased, Orders orders, Outbox outbox, OrderEvents events, Clock clock) {
    this.erased = erased;
    this.orders = orders;
    this.outbox = outbox;
    this.events = events;
    this.clock = clock;
  }

  /**
   * The order after its cancellation.
   *
   * @param reason may be null; isn't kept of a customer who is erased
   * @param precondition is given the order as it was, and throws where that isn't the one meant
   */
  @Transactional
  public Order cancel(String orderId, String reason, Consumer<Order> precondition) {
    erased.hold();
    var order = orders.locked(orderId);
    precondition.accept(order);
    var cancelled = order.cancel(clock.instant());
    orders.keep(cancelled, erased.has(order.customerId()) ? null : reason);
    outbox.append(events.live(cancelled));
    return cancelled.order();
  }
}
