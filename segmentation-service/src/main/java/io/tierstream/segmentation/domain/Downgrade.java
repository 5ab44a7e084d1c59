package io.tierstream.segmentation.domain;

import static java.time.temporal.ChronoUnit.MICROS;

import java.time.Duration;
import java.util.Objects;

/**
 * How a tier is lost that can't be kept: after which grace, how far, and whether a refund or
 * cancellation that itself lowered the composite takes it at once.
 */
public record Downgrade(Duration grace, Reach reach, boolean refundsBypassGrace) {

  /** How far a customer falls at the end of a grace. */
  public enum Reach {
    /** One tier, with a new grace for the next. */
    ONE_STEP,
    /** To the highest tier that would be kept. */
    DIRECT
  }

  public Downgrade {
    grace = grace.truncatedTo(MICROS);
    Objects.requireNonNull(reach, "reach");
    if (grace.isNegative() || grace.compareTo(ScoringModel.LONGEST) > 0) {
      throw new IllegalArgumentException("grace must be from 0 to 36500 days");
    }
  }
}
