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
    return assess(facts, model, at, PurchaseTotals.NONE);
  }

  /** As {@link #assess}, had {@code more} qualifying purchases been made at {@code at}. */
  static Assessment assess(Facts facts, ScoringModel model, Instant at, PurchaseTotals more) {
    OrderBook orders = facts.orders();
    Satisfaction satisfaction = facts.feedback().satisfaction(model.satisfaction(), at);
    Order last = orders.lastPurchase(at);
    if (last == null && more.count() == 0) {
      return new Assessment(
          at, 0, Monetary.NONE, null, satisfaction, null, null, null, Lifecycle.PROSPECT);
    }
    Instant lastPurchaseAt = more.count() == 0 ? last.paidAt() : at;
    Duration age = Duration.between(lastPurchaseAt, at);
    PurchaseTotals lifetime = orders.purchases(null, at).plus(more);
    PurchaseTotals recent =
        model.window() == null
            ? lifetime
            : orders.purchases(at.minus(model.window()), at).plus(more);
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
        lastPurchaseAt,
        satisfaction,
        scores,
        model.weights().composite(scores),
        model.segments().segment(scores),
        model.lifecycle().lifecycle(lifetime.count(), age));
  }

  /** Whole days (24 h) since the latest qualifying purchase; null when there is none. */
  public Long recencyDays(Instant now) {
    return lastPurchaseAt == null ? null : Duration.between(lastPurchaseAt, now).toDays();
  }
}
