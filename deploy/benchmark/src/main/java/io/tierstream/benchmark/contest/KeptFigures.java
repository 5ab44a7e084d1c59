package io.tierstream.benchmark.contest;

import io.tierstream.segmentation.domain.Assessment;
import io.tierstream.segmentation.domain.Composite;
import io.tierstream.segmentation.domain.Lifecycle;
import io.tierstream.segmentation.domain.LifecycleAges;
import io.tierstream.segmentation.domain.Monetary;
import io.tierstream.segmentation.domain.Satisfaction;
import io.tierstream.segmentation.domain.Scores;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.domain.Weights;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/**
 * What a contestant has counted of a customer's facts, from which everything else follows by the
 * scoring model that a shop starts with.
 *
 * @param lifetime qualifying purchases, ever
 * @param frequency those in the window
 * @param net what these come to
 * @param lastPurchaseAt of the latest qualifying purchase; null without one
 * @param satisfaction null without a rating
 * @param satisfactionScore null without a rating
 */
record KeptFigures(
    int lifetime,
    int frequency,
    BigDecimal net,
    Instant lastPurchaseAt,
    Satisfaction satisfaction,
    Integer satisfactionScore) {

  static final ScoringModel MODEL = ScoringModel.standard();

  private static final int HIGHEST = 5;

  /** Where the customer stands at {@code at}. */
  Assessment assessed(Instant at) {
    if (lastPurchaseAt == null) {
      return new Assessment(
          at,
          0,
          new Monetary(BigDecimal.ZERO, 0, MODEL.monetaryBy()),
          null,
          satisfaction,
          null,
          null,
          null,
          Lifecycle.PROSPECT);
    }
    var age = Duration.between(lastPurchaseAt, at);
    var monetary = new Monetary(net, frequency, MODEL.monetaryBy());
    return assessment(
        at,
        frequency,
        monetary,
        lastPurchaseAt,
        satisfaction,
        new Scores(recency(age), frequency(frequency), monetary(monetary), satisfactionScore),
        lifecycle(age));
  }

  /** With what follows from the scores. */
  static Assessment assessment(
      Instant at,
      int frequency,
      Monetary monetary,
      Instant lastPurchaseAt,
      Satisfaction satisfaction,
      Scores scores,
      Lifecycle lifecycle) {
    return new Assessment(
        at,
        frequency,
        monetary,
        lastPurchaseAt,
        satisfaction,
        scores,
        composite(scores),
        MODEL.segments().segment(scores),
        lifecycle);
  }

  /**
   * The earliest instant after {@code now} at which something changes by itself; null when nothing
   * ever does.
   *
   * @param comingAt of the earliest purchase that is dated ahead; null without one
   * @param oldestAt of the oldest purchase in the window; null without one
   * @param satisfactionTurnsAt null when it never does
   * @param belowSince null while the tier can be kept
   */
  static Instant nextChangeAt(
      Assessment now,
      Instant comingAt,
      Instant oldestAt,
      Instant satisfactionTurnsAt,
      Instant belowSince) {
    Instant next = earlier(comingAt, null, now.at());
    var last = now.lastPurchaseAt();
    if (last != null) {
      for (var age : MODEL.recency()) {
        next = earlier(last.plus(age), next, now.at());
      }
      LifecycleAges ages = MODEL.lifecycle();
      if (now.lifecycle() == Lifecycle.NEW) {
        next = earlier(last.plus(ages.settled()), next, now.at());
      }
      next = earlier(last.plus(ages.dormant()), next, now.at());
      next = earlier(last.plus(ages.churned()), next, now.at());
      next = earlier(satisfactionTurnsAt, next, now.at());
    }
    if (oldestAt != null) {
      next = earlier(oldestAt.plus(MODEL.window()), next, now.at());
    }
    if (belowSince != null) {
      next = earlier(belowSince.plus(MODEL.downgrade().grace()), next, now.at());
    }
    return next;
  }

  /** Null is never. */
  private static Instant earlier(Instant candidate, Instant next, Instant after) {
    return candidate != null
            && candidate.isAfter(after)
            && (next == null || candidate.isBefore(next))
        ? candidate
        : next;
  }

  private static Composite composite(Scores scores) {
    Weights weights = MODEL.weights();
    int weighted =
        weights.recency() * scores.r()
            + weights.frequency() * scores.f()
            + weights.monetary() * scores.m();
    int sum = weights.recency() + weights.frequency() + weights.monetary();
    return scores.s() == null
        ? new Composite(weighted, sum)
        : new Composite(
            weighted + weights.satisfaction() * scores.s(), sum + weights.satisfaction());
  }

  private static int recency(Duration age) {
    int score = HIGHEST;
    for (var cut : MODEL.recency()) {
      score -= age.compareTo(cut) >= 0 ? 1 : 0;
    }
    return score;
  }

  private static int frequency(int purchases) {
    int score = 1;
    for (int cut : MODEL.frequency()) {
      score += purchases >= cut ? 1 : 0;
    }
    return score;
  }

  private static int monetary(Monetary spent) {
    int score = 1;
    while (score < HIGHEST && spent.reaches(MODEL.monetary().get(score - 1))) {
      score++;
    }
    return score;
  }

  private Lifecycle lifecycle(Duration age) {
    LifecycleAges ages = MODEL.lifecycle();
    if (lifetime == 1 && age.compareTo(ages.settled()) < 0) {
      return Lifecycle.NEW;
    }
    if (age.compareTo(ages.dormant()) < 0) {
      return Lifecycle.ACTIVE;
    }
    return age.compareTo(ages.churned()) < 0 ? Lifecycle.DORMANT : Lifecycle.CHURNED;
  }
}
