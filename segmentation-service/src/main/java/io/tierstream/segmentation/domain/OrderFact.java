package io.tierstream.segmentation.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** Something happened to an order: the whole order after it, and the instant of the fact itself. */
public record OrderFact(Order order, Instant occurredAt) {

  /** How far a fact may be dated ahead of its record before it is bad input. */
  public static final Duration TOLERANCE = Duration.ofMinutes(5);

  public OrderFact {
    Objects.requireNonNull(order, "order");
    occurredAt = Order.instant("occurredAt", occurredAt);
  }

  /** Whether it is dated so far ahead of its record that it can't be believed. */
  public boolean isAheadOf(Instant recordTimestamp) {
    return occurredAt.isAfter(recordTimestamp.plus(TOLERANCE));
  }
}
