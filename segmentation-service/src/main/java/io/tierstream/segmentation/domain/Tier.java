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
    return missingToEnter(assessment) == null;
  }

  boolean keeps(Assessment assessment) {
    return missingToKeep(assessment) == null;
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
    if (assessment.composite() == null || !assessment.composite().reaches(cut)) {
      return new Threshold("composite", cut);
    }
    if (minMonetary != null && !assessment.monetary().reaches(minMonetary)) {
      return new Threshold("monetary", minMonetary);
    }
    if (minFrequency != null && assessment.frequency() < minFrequency) {
      return new Threshold("frequency", BigDecimal.valueOf(minFrequency));
    }
    return null;
  }
}
