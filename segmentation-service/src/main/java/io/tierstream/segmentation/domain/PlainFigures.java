package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The figures of §4 once more, from the facts alone: one look at every order, in any sequence, with
 * nothing kept in between. What is folded must come to the same.
 */
public final class PlainFigures {

  private PlainFigures() {}

  /**
   * What these facts come to at {@code at}, by {@code model}.
   *
   * @param orders each once, as its highest version leaves it
   * @param feedback likewise
   */
  public static Assessment of(
      Collection<Order> orders, Collection<Feedback> feedback, ScoringModel model, Instant at) {
    Satisfaction satisfaction = satisfaction(feedback, model, at);
    Instant last = null;
    int lifetime = 0;
    int count = 0;
    BigDecimal net = BigDecimal.ZERO;
    for (Order order : orders) {
      if (!order.qualifies() || order.paidAt().isAfter(at)) {
        continue;
      }
      lifetime++;
      last = last == null || order.paidAt().isAfter(last) ? order.paidAt() : last;
      if (model.window() == null || order.paidAt().isAfter(at.minus(model.window()))) {
        count++;
        net = net.add(order.net());
      }
    }
    if (last == null) {
      return new Assessment(
          at, 0, Monetary.NONE, null, satisfaction, null, null, null, Lifecycle.PROSPECT);
    }
    Duration age = Duration.between(last, at);
    Monetary monetary = new Monetary(net, count, model.monetaryBy());
    Scores scores =
        new Scores(
            model.recencyScore(age),
            model.frequencyScore(count),
            model.monetaryScore(monetary),
            satisfaction == null ? null : satisfaction.score(at));
    return new Assessment(
        at,
        count,
        monetary,
        last,
        satisfaction,
        scores,
        model.weights().composite(scores),
        model.segments().segment(scores),
        model.lifecycle().lifecycle(lifetime, age));
  }

  private static Satisfaction satisfaction(
      Collection<Feedback> feedback, ScoringModel model, Instant at) {
    List<KnownFeedback> known = new ArrayList<>(feedback.size());
    feedback.forEach(one -> known.add(new KnownFeedback(one, 0)));
    return FeedbackBook.of(known).satisfaction(model.satisfaction(), at);
  }
}
