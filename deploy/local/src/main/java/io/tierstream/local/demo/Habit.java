package io.tierstream.local.demo;

import java.util.random.RandomGenerator;

/** How somebody shops. */
enum Habit {
  DEVOTED(0.025, 4, 18, 36, 0, 0, 0.40, 0.40, 4.4),
  REGULAR(0.14, 3, 5, 12, 0, 0, 0.06, 0.42, 4.1),
  OCCASIONAL(0.33, 1.5, 1, 4, 0, 0, 0.02, 0.26, 3.8),
  ONCE(0.30, 0.7, 1, 1, 0, 0, 0.02, 0.20, 3.6),
  LAPSED_DEVOTED(0.015, 0.4, 10, 22, 65, 300, 0.40, 0.40, 2.9),
  LAPSED(0.13, 0.3, 1, 5, 65, 330, 0.04, 0.32, 2.8),
  BROWSING(0.06, 0.3, 0, 0, 0, 0, 0.05, 0.30, 3.5);

  private final double share;
  private final double visits;
  private final int fewest;
  private final int most;
  private final int awayFrom;
  private final int awayTo;
  private final double luxury;
  private final double better;
  private final double contentment;

  /**
   * @param share of all customers
   * @param visits how often they come from now on, relative to each other
   * @param fewest orders within 90 days of their time
   * @param most of these orders
   * @param awayFrom days since they were last seen, at least
   * @param awayTo days since they were last seen, at most
   * @param luxury share of what they buy
   * @param better share of what they buy
   * @param contentment their mean rating, from 1 to 5
   */
  Habit(
      double share,
      double visits,
      int fewest,
      int most,
      int awayFrom,
      int awayTo,
      double luxury,
      double better,
      double contentment) {
    this.share = share;
    this.visits = visits;
    this.fewest = fewest;
    this.most = most;
    this.awayFrom = awayFrom;
    this.awayTo = awayTo;
    this.luxury = luxury;
    this.better = better;
    this.contentment = contentment;
  }

  static Habit pick(RandomGenerator random) {
    double at = random.nextDouble();
    for (var habit : values()) {
      at -= habit.share;
      if (at < 0) {
        return habit;
      }
    }
    return OCCASIONAL;
  }

  double visits() {
    return visits;
  }

  int orders(RandomGenerator random) {
    return random.nextInt(fewest, most + 1);
  }

  /** Days since such a customer was last seen. */
  int away(RandomGenerator random) {
    return random.nextInt(awayFrom, awayTo + 1);
  }

  Product.Band band(RandomGenerator random) {
    double at = random.nextDouble();
    return at < luxury
        ? Product.Band.LUXURY
        : at < luxury + better ? Product.Band.BETTER : Product.Band.EVERYDAY;
  }

  /** A rating from 1 to 5. */
  int rating(RandomGenerator random) {
    return (int) Math.max(1, Math.min(5, Math.round(contentment + random.nextGaussian() * 0.8)));
  }
}
