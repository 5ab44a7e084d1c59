package io.tierstream.segmentation.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;

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
  /** A pin ends, and the tier is assessed again. */
  PIN_ENDS;

  /**
   * Tells {@code candidates} of every instant at which something may change after the assessment,
   * of some before it, too; what is null never comes.
   */
  static void each(
      Facts facts,
      Assessment assessment,
      Instant belowSince,
      ScoringModel model,
      BiConsumer<TurningPoint, Instant> candidates) {
    OrderBook orders = facts.orders();
    Order coming = orders.firstPurchaseAfter(assessment.at());
    if (coming != null) {
      candidates.accept(PURCHASE_BEGINS_TO_COUNT, coming.paidAt());
    }
    Instant last = assessment.lastPurchaseAt();
    if (last != null) {
      for (Duration age : model.recency()) {
        candidates.accept(RECENCY_SCORE_FALLS, last.plus(age));
      }
      if (assessment.lifecycle() == Lifecycle.NEW) {
        candidates.accept(LIFECYCLE_CHANGES, last.plus(model.lifecycle().settled()));
      }
      candidates.accept(LIFECYCLE_CHANGES, last.plus(model.lifecycle().dormant()));
      candidates.accept(LIFECYCLE_CHANGES, last.plus(model.lifecycle().churned()));
    }
    if (assessment.frequency() > 0 && model.window() != null) {
      Order oldest = orders.firstPurchaseAfter(assessment.at().minus(model.window()));
      candidates.accept(PURCHASE_LEAVES_WINDOW, oldest.paidAt().plus(model.window()));
    }
    if (assessment.scores() != null && assessment.satisfaction() != null) {
      candidates.accept(
          SATISFACTION_SCORE_CHANGES, assessment.satisfaction().nextCrossing(assessment.at()));
    }
    if (belowSince != null) {
      candidates.accept(GRACE_ENDS, belowSince.plus(model.downgrade().grace()));
    }
    if (facts.pin() != null) {
      candidates.accept(PIN_ENDS, facts.pin().pin().until());
    }
  }
}
