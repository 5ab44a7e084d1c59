package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * By which numbers customers are judged; §2. Immutable.
 *
 * @param number the model's number, from 1 up
 * @param window how far back frequency and monetary look; null: a lifetime
 * @param recency four ages of the latest qualifying purchase, rising; each one reached costs a
 *     point
 * @param frequency four counts of qualifying purchases, rising; each one reached gains a point
 * @param monetary four sums in the base currency, rising; each one reached gains a point
 * @param satisfaction how ratings are weighed and scored
 */
public record ScoringModel(
    int number,
    Duration window,
    List<Duration> recency,
    List<Integer> frequency,
    List<BigDecimal> monetary,
    SatisfactionRules satisfaction,
    Weights weights,
    TierLadder tiers,
    Downgrade downgrade,
    SegmentMap segments,
    LifecycleAges lifecycle) {

  private static final int CUT_OFFS = 4;

  private static final ScoringModel STANDARD =
      new ScoringModel(
          1,
          days(365),
          List.of(days(30), days(60), days(120), days(240)),
          List.of(2, 4, 8, 16),
          List.of(amount("500"), amount("2000"), amount("5000"), amount("20000")),
          new SatisfactionRules(
              List.of(amount("2"), amount("2.75"), amount("3.5"), amount("4.25")),
              days(90),
              BigDecimal.ONE),
          new Weights(20, 30, 40, 10),
          new TierLadder(
              List.of(
                  Tier.of("BRONZE", "1.00", "1.00"),
                  Tier.of("SILVER", "2.00", "1.80"),
                  Tier.of("GOLD", "3.00", "2.75"),
                  Tier.of("PLATINUM", "3.75", "3.50"),
                  Tier.of("DIAMOND", "4.50", "4.25"))),
          new Downgrade(days(14), Downgrade.Reach.ONE_STEP, true),
          SegmentMap.byRecencyAndFm(
              List.of(
                  List.of("Lost", "Hibernating", "At risk", "At risk", "Can't lose"),
                  List.of("Hibernating", "Hibernating", "At risk", "At risk", "Can't lose"),
                  List.of("About to sleep", "About to sleep", "Needs attention", "Loyal", "Loyal"),
                  List.of(
                      "Promising", "Potential loyalist", "Potential loyalist", "Loyal", "Champion"),
                  List.of(
                      "New", "Potential loyalist", "Potential loyalist", "Champion", "Champion"))),
          new LifecycleAges(days(30), days(180), days(365)));

  public ScoringModel {
    recency = rising("recency", recency);
    frequency = rising("frequency", frequency);
    monetary = rising("monetary", monetary);
    Objects.requireNonNull(satisfaction, "satisfaction");
    Objects.requireNonNull(weights, "weights");
    Objects.requireNonNull(tiers, "tiers");
    Objects.requireNonNull(downgrade, "downgrade");
    Objects.requireNonNull(segments, "segments");
    Objects.requireNonNull(lifecycle, "lifecycle");
    if (window != null && (window.isNegative() || window.isZero())) {
      throw new IllegalArgumentException("window must be positive");
    }
  }

  /** The model a shop starts with. */
  public static ScoringModel standard() {
    return STANDARD;
  }

  /** 5 for the freshest down to 1. */
  int recencyScore(Duration age) {
    return CUT_OFFS + 1 - reached(recency, age);
  }

  /** 1 for the fewest up to 5. */
  int frequencyScore(int purchases) {
    return 1 + reached(frequency, purchases);
  }

  /** 1 for the least up to 5. */
  int monetaryScore(BigDecimal net) {
    return 1 + reached(monetary, net);
  }

  private static <T extends Comparable<T>> int reached(List<T> cutOffs, T value) {
    int count = 0;
    while (count < CUT_OFFS && value.compareTo(cutOffs.get(count)) >= 0) {
      count++;
    }
    return count;
  }

  static <T extends Comparable<T>> List<T> rising(String name, List<T> cutOffs) {
    List<T> copy = List.copyOf(cutOffs);
    boolean ordered = copy.size() == CUT_OFFS;
    for (int i = 1; ordered && i < CUT_OFFS; i++) {
      ordered = copy.get(i - 1).compareTo(copy.get(i)) <= 0;
    }
    if (!ordered) {
      throw new IllegalArgumentException(name + " must have four rising cut-offs");
    }
    return copy;
  }

  private static Duration days(int days) {
    return Duration.ofDays(days);
  }

  private static BigDecimal amount(String amount) {
    return new BigDecimal(amount);
  }
}
