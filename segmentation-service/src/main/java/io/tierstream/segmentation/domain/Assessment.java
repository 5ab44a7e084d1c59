package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
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
 * @param monetary their net sum in the base currency
 * @param lastPurchaseAt instant of the latest qualifying purchase, in the window or not
 * @param satisfaction what the ratings come to, a {@code PROSPECT}'s too; null without one
 */
public record Assessment(
    Instant at,
    int frequency,
    BigDecimal monetary,
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
          at, 0, BigDecimal.ZERO, null, satisfaction, null, null, null, Lifecycle.PROSPECT);
    }
    Duration age = Duration.between(last.paidAt(), at);
    PurchaseTotals lifetime = orders.purchases(null, at);
    PurchaseTotals recent =
        model.window() == null ? lifetime : orders.purchases(at.minus(model.window()), at);
    Scores scores =
        new Scores(
            model.recencyScore(age),
            model.frequencyScore(recent.count()),
            model.monetaryScore(recent.net()),
            satisfaction == null ? null : satisfaction.score(at));
    return new Assessment(
        at,
        recent.count(),
        recent.net(),
        last.paidAt(),
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
