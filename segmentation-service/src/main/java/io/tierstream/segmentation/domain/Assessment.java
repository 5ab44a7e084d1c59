package io.tierstream.segmentation.domain;

import java.time.Duration;
import java.time.Instant;

/**
 * A customer's figures at an instant: a pure function of the facts known, the model and the
 * instant.
 *
 * <p>Without a qualifying purchase it is a {@code PROSPECT}'s: {@code lastPurchaseAt}, {@code
 * scores}, {@code composite} and {@code segment} are null, all of them or none.
 *
 * @param frequency qualifying purchases in the window
 * @param monetary what they come to in the base currency
 * @param lastPurchaseAt instant of the latest qualifying purchase, in the window or not
 * @param satisfaction what the ratings come to, a {@code PROSPECT}'s too; null without one
 */
public record Assessment(
    Instant at,
    int frequency,
    Monetary monetary,
    Instant lastPurchaseAt,
    Satisfaction satisfaction,
    Scores scores,
    Composite composite,
    String segment,
    Lifecycle lifecycle) {

  /** Where the customer of these facts stands at {@code at}, by {@code model}. */
  public static Assessment assess(Facts facts, ScoringModel model, Instant at) {
    OrderBook orders = facts.orders();
    Satisfaction satisfaction = facts.feedback().satisfaction(model.satisfaction(), at);
    Order last = orders.lastPurchase(at);
    if (last == null) {
      return new Assessment(
          at, 0, Monetary.NONE, null, satisfaction, null, null, null, Lifecycle.PROSPECT);
    }
    Duration age = age(last, at);
    PurchaseTotals recent =
        orders.purchases(model.window() == null ? null : at.minus(model.window()), at);
    Monetary monetary = new Monetary(recent.net(), recent.count(), model.monetaryBy());
    Scores scores =
        new Scores(
            model.recencyScore(age),
            model.frequencyScore(recent.count()),
            model.monetaryScore(monetary),
            satisfaction == null ? null : satisfaction.score(at));
    return new Assessment(
        at,
        recent.count(),
        monetary,
        last.paidAt(),
        satisfaction,
        scores,
        model.weights().composite(scores),
        model.segments().segment(scores),
        model.lifecycle().lifecycle(orders.countPurchases(at), age));
  }

  /** As {@link Duration#between}, which goes by nanoseconds, and takes its time. */
  private static Duration age(Order last, Instant at) {
    return Duration.ofSeconds(
        at.getEpochSecond() - last.paidAt().getEpochSecond(),
        at.getNano() - last.paidAt().getNano());
  }

  /**
   * The figures that a tier depends on, had {@code more} been bought with one of the purchases in
   * the window. Segment and lifecycle stay.
   *
   * @param model by which it was made
   */
  Assessment with(PurchaseTotals more, ScoringModel model) {
    int count = frequency + more.count();
    Monetary spent = new Monetary(monetary.net().add(more.net()), count, monetary.by());
    Scores others =
        new Scores(scores.r(), model.frequencyScore(count), model.monetaryScore(spent), scores.s());
    return new Assessment(
        at,
        count,
        spent,
        lastPurchaseAt,
        satisfaction,
        others,
        model.weights().composite(others),
        segment,
        lifecycle);
  }

  /** Whole days (24 h) since the latest qualifying purchase; null when there is none. */
  public Long recencyDays(Instant now) {
    return lastPurchaseAt == null ? null : Duration.between(lastPurchaseAt, now).toDays();
  }
}
