package io.tierstream.segmentation.domain;

import java.time.Duration;
import java.time.Instant;

/** Why something about a standing may change by itself; §4. */
public enum TurningPoint {
  /** A purchase that was recorded ahead of its instant begins to count. */
  PURCHASE_BEGINS_TO_COUNT,
  /** The latest purchase reaches an age at which recency scores less. */
  RECENCY_SCORE_FALLS,
  /** The latest purchase reaches an age of another lifecycle. */
  LIFECYCLE_CHANGES,
  /** The oldest purchase in the window leaves it. */
  PURCHASE_LEAVES_WINDOW,
  /** Ratings fade until satisfaction scores otherwise. */
  SATISFACTION_SCORE_CHANGES,
  /** The grace of a tier that can't be kept ends. */
  GRACE_ENDS,
  /** A pin ends without which the tier would be another, or couldn't be kept. */
  PIN_ENDS;

  /** Hears of instants, in pieces: most of them are never asked for again. */
  @FunctionalInterface
  interface Candidates {

    /** Something may change {@code later} than {@code from}. */
    void accept(TurningPoint why, Instant from, Duration later);
  }

  /**
   * Tells {@code candidates} of every instant at which something may change after the assessment,
   * of some before it, too.
   */
  static void each(
      Facts facts,
      Assessment assessment,
      Instant belowSince,
      ScoringModel model,
      Candidates candidates) {
    OrderBook orders = facts.orders();
    Order coming = orders.firstPurchaseAfter(assessment.at());
    if (coming != null) {
      candidates.accept(PURCHASE_BEGINS_TO_COUNT, coming.paidAt(), Duration.ZERO);
    }
    Instant last = assessment.lastPurchaseAt();
    if (last != null) {
      for (Duration age : model.recency()) {
        candidates.accept(RECENCY_SCORE_FALLS, last, age);
      }
      if (assessment.lifecycle() == Lifecycle.NEW) {
        candidates.accept(LIFECYCLE_CHANGES, last, model.lifecycle().settled());
      }
      candidates.accept(LIFECYCLE_CHANGES, last, model.lifecycle().dormant());
      candidates.accept(LIFECYCLE_CHANGES, last, model.lifecycle().churned());
    }
    if (assessment.frequency() > 0 && model.window() != null) {
      Order oldest = orders.firstPurchaseAfter(assessment.at().minus(model.window()));
      candidates.accept(PURCHASE_LEAVES_WINDOW, oldest.paidAt(), model.window());
    }
    if (assessment.scores() != null && assessment.satisfaction() != null) {
      Instant crossing = assessment.satisfaction().nextCrossing(assessment.at());
      if (crossing != null) {
        candidates.accept(SATISFACTION_SCORE_CHANGES, crossing, Duration.ZERO);
      }
    }
    if (belowSince != null) {
      candidates.accept(GRACE_ENDS, belowSince, model.downgrade().grace());
    }
    if (facts.pin() != null && holdsUp(facts.pin().pin(), assessment, model)) {
      candidates.accept(PIN_ENDS, facts.pin().pin().until(), Duration.ZERO);
    }
  }

  /** Whether the figures alone would move the pinned tier, or begin its grace. */
  private static boolean holdsUp(Pin pin, Assessment assessment, ScoringModel model) {
    if (!pin.decides(assessment.at(), model.tiers())) {
      return false;
    }
    TierRules.Ruling without =
        new TierRules(model.tiers(), model.downgrade())
            .judge(pin.tier(), null, false, assessment, assessment, false);
    return !without.moves().isEmpty() || without.belowSince() != null;
  }
}
