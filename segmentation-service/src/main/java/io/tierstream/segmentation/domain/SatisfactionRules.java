package io.tierstream.segmentation.domain;

import static java.time.temporal.ChronoUnit.MICROS;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/**
 * How ratings make satisfaction, §3.
 *
 * @param cutOffs four values from 1 to 5, rising; each one reached gains a point
 * @param halfLife after which a rating weighs half
 * @param priorWeight how much the neutral 3.0 weighs beside the ratings; never decays
 */
public record SatisfactionRules(
    List<BigDecimal> cutOffs, Duration halfLife, BigDecimal priorWeight) {

  private static final Duration LONGEST_HALF_LIFE = Duration.ofDays(36_500);

  /** Wide enough for every wish, too narrow for arithmetic to over- or underflow. */
  private static final BigDecimal LEAST_WEIGHT = new BigDecimal("0.0001");

  private static final BigDecimal GREATEST_WEIGHT = new BigDecimal("1000000");

  public SatisfactionRules {
    cutOffs = ScoringModel.rising("satisfaction", cutOffs);
    require(
        cutOffs.get(0).compareTo(Feedback.LOWEST) >= 0
            && cutOffs.get(cutOffs.size() - 1).compareTo(Feedback.HIGHEST) <= 0,
        "satisfaction's cut-offs must be from 1 to 5");
    require(
        cutOffs.stream()
            .allMatch(cut -> cut.stripTrailingZeros().scale() <= ScoringModel.MAX_DECIMALS),
        "satisfaction's cut-offs must have at most four decimals");
    halfLife = halfLife.truncatedTo(MICROS);
    require(
        !halfLife.isNegative() && !halfLife.isZero() && halfLife.compareTo(LONGEST_HALF_LIFE) <= 0,
        "half-life must be positive, and at most 36500 days");
    require(
        priorWeight.compareTo(LEAST_WEIGHT) >= 0
            && priorWeight.compareTo(GREATEST_WEIGHT) <= 0
            && priorWeight.stripTrailingZeros().scale() <= ScoringModel.MAX_DECIMALS,
        "prior weight must be from 0.0001 to 1000000, with at most four decimals");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
