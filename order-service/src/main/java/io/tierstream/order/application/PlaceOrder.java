package io.tierstream.order.application;

import io.tierstream.events.Ids;
import io.tierstream.events.Outbox;
import io.tierstream.order.domain.Benefits;
import io.tierstream.order.domain.ErasedCustomer;
import io.tierstream.order.domain.FactTime;
import io.tierstream.order.domain.Order;
import io.tierstream.order.messaging.OrderEvents;
import io.tierstream.order.persistence.ErasedCustomers;
import io.tierstream.order.persistence.Orders;
import io.tierstream.order.persistence.Tiers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;

/** A customer places an order. */
@ApplicationScoped
public class PlaceOrder {

  private final ErasedCustomers erased;
  private final Orders orders;
  private final Tiers tiers;
  private final Benefits benefits;
  private final Outbox outbox;
  private final OrderEvents events;
  private final Ids ids;
  private final Clock clock;

  PlaceOrder(
      ErasedCustomers erased,
      Orders orders,
      Tiers tiers,
      Benefits benefits,
      Outbox outbox,
      OrderEvents events,
      Ids ids,
      Clock clock) {
    this.erased = erased;
    this.orders = orders;
    this.tiers = tiers;
    this.benefits = benefits;
    this.outbox = outbox;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * The order as it is kept, with an id and an instant of its own where {@code wish} has none, and
   * with the benefit of the tier that was seen last.
   *
   * @throws ErasedCustomer when the customer is
   */
  @Transactional
  public Order place(NewOrder wish) {
    if (erased.has(wish.customerId())) {
      throw new ErasedCustomer(wish.customerId());
    }
    var now = clock.instant();
    var placed =
        Order.place(
            wish.orderId() == null ? ids.next() : wish.orderId(),
            wish.customerId(),
            wish.currency(),
            wish.channel(),
            wish.lines(),
            benefits,
            tiers.of(wish.customerId()).orElse(null),
            wish.placedAt() == null ? now : FactTime.accepted("placedAt", wish.placedAt(), now));
    orders.add(placed.order());
    outbox.append(events.live(placed));
    return placed.order();
  }
}
