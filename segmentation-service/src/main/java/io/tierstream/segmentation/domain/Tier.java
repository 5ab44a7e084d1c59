package io.tierstream.segmentation.domain;

import java.math.BigDecimal;

/**
 * A tier: what it takes to enter and to keep it. The floors are null where there is none. Nothing
 * is negative or has more than four decimals.
 *
 * @param name a {@link GroupName}
 * @param enter composite that opens the tier
 * @param keep composite below which it is lost, not above {@code enter}
 * @param minMonetary floor on monetary, in the base currency
 * @param minFrequency floor on frequency
 */
public record Tier(
    String name, BigDecimal enter, BigDecimal keep, BigDecimal minMonetary, Integer minFrequency) {

  public Tier {
    GroupName.checked("name", name);
    check(name, "enter", enter);
    check(name, "keep", keep);
    if (keep.compareTo(enter) > 0) {
      throw new IllegalArgumentException(name + ": keep must not be above enter");
    }
    if (minMonetary != null) {
      check(name, "minMonetary", minMonetary);
    }
    if (minFrequency != null && minFrequency < 0) {
      throw new IllegalArgumentException(name + ": minFrequency must not be negative");
    }
  }

  private static void check(String name, String part, BigDecimal amount) {
    if (!ScoringModel.isAmount(amount)) {
      throw new IllegalArgumentException(
          name + ": " + part + " must not be negative, and have at most four decimals");
    }
  }

  /** A tier without floors. */
  public static Tier of(String name, String enter, String keep) {
    return new Tier(name, new BigDecimal(enter), new BigDecimal(keep), null, null);
  }

  boolean admits(Assessment assessment) {
    return isReached(enter, assessment) && hasFloors(assessment);
  }

  boolean keeps(Assessment assessment) {
    return isReached(keep, assessment) && hasFloors(assessment);
  }

  /** The first threshold in the way of entering, or null. */
  Threshold missingToEnter(Assessment assessment) {
    return missing(enter, assessment);
  }

  /** The first threshold in the way of staying, or null. */
  Threshold missingToKeep(Assessment assessment) {
    return missing(keep, assessment);
  }

  private Threshold missing(BigDecimal cut, Assessment assessment) {
    if (!isReached(cut, assessment)) {
      return new Threshold("composite", cut);
    }
    if (!hasMinMonetary(assessment)) {
      return new Threshold("monetary", minMonetary);
    }
    return hasMinFrequency(assessment)
        ? null
        : new Threshold("frequency", BigDecimal.valueOf(minFrequency));
  }

  private static boolean isReached(BigDecimal cut, Assessment assessment) {
    return assessment.composite() != null && assessment.composite().reaches(cut);
  }

  private boolean hasFloors(Assessment assessment) {
    return hasMinMonetary(assessment) && hasMinFrequency(assessment);
  }

  private boolean hasMinMonetary(Assessment assessment) {
    return minMonetary == null || assessment.monetary().reaches(minMonetary);
  }

  private boolean hasMinFrequency(Assessment assessment) {
    return minFrequency == null || assessment.frequency() >= minFrequency;
  }
}
