package io.tierstream.order.domain;

import java.time.Instant;

/** Something that became true of an order: the whole order after it, and when it happened. */
public sealed interface OrderFact {

  /** The order after this fact; its version is the fact's. */
  Order order();

  /** The instant of this fact itself: the refund's, not the purchase's. */
  Instant occurredAt();

  /** The order was placed. */
  record OrderPlaced(Order order, Instant occurredAt) implements OrderFact {}

  /** The order was paid: from now on it is a purchase. */
  record OrderPaid(Order order, Instant occurredAt) implements OrderFact {}

  /** A part of the order, or all that was left of it, was paid back. */
  record OrderRefunded(Order order, Instant occurredAt) implements OrderFact {}

  /** The order was cancelled; what had been paid is refunded. */
  record OrderCancelled(Order order, Instant occurredAt) implements OrderFact {}
}
