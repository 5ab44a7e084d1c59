package io.tierstream.order.domain;

import java.util.Objects;

/**
 * What a customer's tier took off an order when it was placed; it stays when the tier changes.
 *
 * @param tier that gave it
 * @param discount more than nothing, in the order's currency
 */
public record Benefit(String tier, Money discount) {

  public Benefit {
    Objects.requireNonNull(tier, "tier");
    if (discount.amount().signum() <= 0) {
      throw new IllegalArgumentException("a discount of " + discount);
    }
  }
}
