package io.tierstream.segmentation.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

/**
 * A customer's rated feedback in the order of its keys. Of each rating the sums of weights, as they
 * are at its instant, follow from those of the rating before: so they depend on what is known only,
 * never on the order in which it came, and a new rating at the end costs one step.
 */
final class Ratings {

  private static final Comparator<Feedback> BY_KEY = Feedback::inOrder;

  private final SortedArray<Feedback> rated;

  /** What has been summed so far; only ever replaced by the same sums, or more of them. */
  private Sums sums;

  /**
   * The sums at the first {@code count} ratings.
   *
   * @param weights A of §3
   * @param weighted B of §3
   */
  private record Sums(Duration halfLife, int count, double[] weights, double[] weighted) {

    Sums upTo(int index) {
      return index < count ? new Sums(halfLife, index, weights, weighted) : this;
    }
  }

  private Ratings(SortedArray<Feedback> rated, Sums sums) {
    this.rated = rated;
    this.sums = sums;
  }

  /** Those of {@code feedback} that have a rating. */
  static Ratings of(Collection<Feedback> feedback) {
    return new Ratings(
        SortedArray.of(feedback.stream().filter(Ratings::isRated).toList(), BY_KEY),
        new Sums(Duration.ZERO, 0, new double[0], new double[0]));
  }

  private static boolean isRated(Feedback feedback) {
    return feedback.countedRating() != null;
  }

  Ratings with(Feedback feedback) {
    return isRated(feedback)
        ? new Ratings(rated.with(feedback), sums.upTo(rated.placeOf(feedback)))
        : this;
  }

  Ratings without(Feedback feedback) {
    return isRated(feedback)
        ? new Ratings(rated.without(feedback), sums.upTo(rated.placeOf(feedback)))
        : this;
  }

  /** What the ratings up to {@code at} come to; null when there are none. */
  Satisfaction satisfaction(SatisfactionRules rules, Instant at) {
    if (rated.size() == 0) {
      return null;
    }
    int last = rated.firstNot(feedback -> !feedback.occurredAt().isAfter(at)) - 1;
    if (last < 0) {
      return null;
    }
    if (sums.count() <= last || !sums.halfLife().equals(rules.halfLife())) {
      sums = summed(rules.halfLife());
    }
    return new Satisfaction(
        rules, sums.weights()[last], sums.weighted()[last], rated.get(last).occurredAt());
  }

  private Sums summed(Duration halfLife) {
    int begin = sums.halfLife().equals(halfLife) ? sums.count() : 0;
    double[] weights = Arrays.copyOf(sums.weights(), rated.size());
    double[] weighted = Arrays.copyOf(sums.weighted(), rated.size());
    Decay decay = new Decay(halfLife);
    for (int i = begin; i < rated.size(); i++) {
      Feedback feedback = rated.get(i);
      double left =
          i == 0 ? 0 : decay.between(rated.get(i - 1).occurredAt(), feedback.occurredAt());
      weights[i] = (i == 0 ? 0 : left * weights[i - 1]) + 1;
      weighted[i] = (i == 0 ? 0 : left * weighted[i - 1]) + feedback.countedRating().doubleValue();
    }
    return new Sums(halfLife, rated.size(), weights, weighted);
  }
}
