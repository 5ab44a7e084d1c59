package io.tierstream.segmentation.domain;

import java.time.Instant;
import java.util.Objects;

/** Something happened to an order: the whole order after it, and the instant of the fact itself. */
public record OrderFact(Order order, Instant occurredAt) implements Fact {

  public OrderFact {
    Objects.requireNonNull(order, "order");
    occurredAt = Order.instant("occurredAt", occurredAt);
  }

  @Override
  public long version() {
    return order.version();
  }

  @Override
  public KnownOrder knownIn(Facts facts) {
    return facts.orders().get(order.orderId());
  }

  @Override
  public Facts addedTo(Facts facts, long ordinal) {
    return new Facts(
        facts.orders().with(new KnownOrder(order, ordinal)), facts.feedback(), facts.pin());
  }

  @Override
  public boolean givesBack() {
    return order.status().isRefundOrCancellation();
  }
}
