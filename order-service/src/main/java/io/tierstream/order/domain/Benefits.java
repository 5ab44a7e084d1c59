package io.tierstream.order.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/**
 * What each tier is worth at placement.
 *
 * @param percentages by tier, 0 to 100; tiers that aren't there get nothing
 */
public record Benefits(Map<String, BigDecimal> percentages) {

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  public Benefits {
    percentages = Map.copyOf(percentages);
    percentages.forEach(
        (tier, percentage) -> {
          if (percentage.signum() < 0 || percentage.compareTo(HUNDRED) > 0) {
            throw new IllegalArgumentException(
                "the benefit of " + tier + " must be 0 to 100 percent, not " + percentage);
          }
        });
  }

  /** No tier gets anything. */
  public static Benefits none() {
    return new Benefits(Map.of());
  }

  /**
   * What {@code tier} takes off {@code sum}, rounded half even to what can be paid in the currency;
   * null when that is nothing.
   *
   * @param tier null for a customer without one
   */
  public Benefit of(String tier, Money sum) {
    var percentage = tier == null ? null : percentages.get(tier);
    if (percentage == null) {
      return null;
    }
    var decimals = sum.currency().getDefaultFractionDigits();
    var exact = sum.amount().multiply(percentage).movePointLeft(2);
    // Rounding up could take off more than there is, where a price is finer than its currency.
    var discount = exact.setScale(decimals, RoundingMode.HALF_EVEN).min(sum.amount());
    return discount.signum() == 0 ? null : new Benefit(tier, new Money(discount, sum.currency()));
  }
}
