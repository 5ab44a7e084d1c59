package io.tierstream.segmentation.domain;

import java.util.Objects;

/** An order as known, and the ordinal of the application that brought it. */
public record KnownOrder(Order order, long ordinal) implements Known {
  public KnownOrder {
    Objects.requireNonNull(order, "order");
  }

  @Override
  public long version() {
    return order.version();
  }
}
