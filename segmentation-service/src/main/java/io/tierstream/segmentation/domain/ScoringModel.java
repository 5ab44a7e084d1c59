package io.tierstream.segmentation.domain;

import static java.time.temporal.ChronoUnit.MICROS;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * By which numbers customers are judged; §2. Immutable. What no model can be is refused with an
 * {@link IllegalArgumentException} that names the part.
 *
 * @param number the model's number, from 1 up
 * @param window how far back frequency and monetary look; null: a lifetime
 * @param recency four ages of the latest qualifying purchase, rising; each one reached costs a
 *     point
 * @param frequency four counts of qualifying purchases, rising; each one reached gains a point
 * @param monetary four amounts in the base currency, rising; each one reached gains a point
 * @param monetaryBy what of the purchases is held against them, and against the tiers' floors
 * @param satisfaction how ratings are weighed and scored
 * @param fitted what the cut-offs of recency, frequency and monetary were fitted to; null when they
 *     were given
 */
public record ScoringModel(
    int number,
    Duration window,
    List<Duration> recency,
    List<Integer> frequency,
    List<BigDecimal> monetary,
    Monetary.By monetaryBy,
    SatisfactionRules satisfaction,
    Weights weights,
    TierLadder tiers,
    Downgrade downgrade,
    SegmentMap segments,
    LifecycleAges lifecycle,
    Fitted fitted) {

  /** The population that cut-offs were fitted to: its size, and the instant of its assessment. */
  public record Fitted(Instant at, int customers) {
    public Fitted {
      Objects.requireNonNull(at, "at");
    }
  }

  static final int CUT_OFFS = 4;

  /** As events have them. */
  static final int MAX_DECIMALS = 4;

  /** Ages and windows are of a lifetime, so that no instant leaves the calendar. */
  public static final Duration LONGEST = Duration.ofDays(36_500);

  private static final ScoringModel STANDARD =
      new ScoringModel(
          1,
          days(365),
          List.of(days(30), days(60), days(120), days(240)),
          List.of(2, 4, 8, 16),
          List.of(amount("500"), amount("2000"), amount("5000"), amount("20000")),
          Monetary.By.SUM,
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
          SegmentMap.standard(),
          new LifecycleAges(days(30), days(180), days(365)),
          null);

  public ScoringModel {
    recency = recency(recency);
    frequency = frequency(frequency);
    monetary = monetary(monetary);
    Objects.requireNonNull(monetaryBy, "monetaryBy");
    Objects.requireNonNull(satisfaction, "satisfaction");
    Objects.requireNonNull(weights, "weights");
    Objects.requireNonNull(tiers, "tiers");
    Objects.requireNonNull(downgrade, "downgrade");
    Objects.requireNonNull(segments, "segments");
    Objects.requireNonNull(lifecycle, "lifecycle");
    if (number < 1) {
      throw new IllegalArgumentException("number must be positive");
    }
    window = window(window);
  }

  /**
   * A window that a model can have, exact to the microsecond; null is a lifetime.
   *
   * @throws IllegalArgumentException when it can't
   */
  public static Duration window(Duration window) {
    if (window == null) {
      return null;
    }
    Duration exact = window.truncatedTo(MICROS);
    if (exact.isNegative() || exact.isZero() || exact.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("window must be positive, and at most 36500 days");
    }
    return exact;
  }

  /** Recency's cut-offs; as {@link #window}. */
  public static List<Duration> recency(List<Duration> ages) {
    List<Duration> exact =
        rising("recency", ages.stream().map(age -> age.truncatedTo(MICROS)).toList());
    if (exact.get(0).isNegative() || exact.get(CUT_OFFS - 1).compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("recency must be ages from 0 to 36500 days");
    }
    return exact;
  }

  /** Frequency's cut-offs; as {@link #window}. */
  public static List<Integer> frequency(List<Integer> counts) {
    List<Integer> rising = rising("frequency", counts);
    if (rising.get(0) < 0) {
      throw new IllegalArgumentException("frequency must not be negative");
    }
    return rising;
  }

  /** Monetary's cut-offs; as {@link #window}. */
  public static List<BigDecimal> monetary(List<BigDecimal> amounts) {
    List<BigDecimal> rising = rising("monetary", amounts);
    if (!rising.stream().allMatch(ScoringModel::isAmount)) {
      throw new IllegalArgumentException(
          "monetary must not be negative, and have at most four decimals");
    }
    return rising;
  }

  /** Not negative, at most four decimals, and no more digits than any money has. */
  static boolean isAmount(BigDecimal amount) {
    return amount.signum() >= 0
        && amount.stripTrailingZeros().scale() <= MAX_DECIMALS
        && amount.precision() - amount.scale() <= Order.MAX_DIGITS;
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
    int score = Scores.LOWEST;
    while (score < Scores.HIGHEST && purchases >= frequency.get(score - 1)) {
      score++;
    }
    return score;
  }

  /** 1 for the least up to 5. */
  int monetaryScore(Monetary spent) {
    int score = Scores.LOWEST;
    while (score < Scores.HIGHEST && spent.reaches(monetary.get(score - 1))) {
      score++;
    }
    return score;
  }

  /**
   * The scores of a figure that nobody can have: two of its cut-offs are the same, or everybody
   * reaches the first. In a window there may be no purchase; in a lifetime there is one.
   */
  public List<ImpossibleScore> impossibleScores() {
    List<ImpossibleScore> impossible = new ArrayList<>();
    Duration age = Duration.ZERO;
    int purchases = window == null ? 1 : 0;
    BigDecimal spent = BigDecimal.ZERO;
    for (int i = 0; i < CUT_OFFS; i++) {
      if (recency.get(i).compareTo(age) <= 0) {
        impossible.add(new ImpossibleScore("r", Scores.HIGHEST - i));
      } else {
        age = recency.get(i);
      }
      if (frequency.get(i) <= purchases) {
        impossible.add(new ImpossibleScore("f", Scores.LOWEST + i));
      } else {
        purchases = frequency.get(i);
      }
      if (monetary.get(i).compareTo(spent) <= 0) {
        impossible.add(new ImpossibleScore("m", Scores.LOWEST + i));
      } else {
        spent = monetary.get(i);
      }
    }
    return List.copyOf(impossible);
  }

  /** {@code score} of {@code figure}, {@code r}, {@code f} or {@code m}, can't occur. */
  public record ImpossibleScore(String figure, int score) {}

  /**
   * The same, fitted to what {@code other} was, if its cut-offs are those of {@code other}, and of
   * the same figures; else given, whatever they were fitted to.
   */
  public ScoringModel fittedAs(ScoringModel other) {
    boolean isAlike =
        Objects.equals(window, other.window)
            && monetaryBy == other.monetaryBy
            && recency.equals(other.recency)
            && frequency.equals(other.frequency)
            && exact(monetary).equals(exact(other.monetary));
    return fitted(recency, frequency, monetary, isAlike ? other.fitted : null);
  }

  /** Without zeros at the end, so that equal amounts are the same. */
  private static List<BigDecimal> exact(List<BigDecimal> amounts) {
    return amounts.stream().map(BigDecimal::stripTrailingZeros).toList();
  }

  /** The same with cut-offs that were fitted. */
  ScoringModel fitted(
      List<Duration> recency, List<Integer> frequency, List<BigDecimal> monetary, Fitted fitted) {
    return new ScoringModel(
        number,
        window,
        recency,
        frequency,
        monetary,
        monetaryBy,
        satisfaction,
        weights,
        tiers,
        downgrade,
        segments,
        lifecycle,
        fitted);
  }

  /** The same under another number. */
  public ScoringModel numbered(int other) {
    return new ScoringModel(
        other,
        window,
        recency,
        frequency,
        monetary,
        monetaryBy,
        satisfaction,
        weights,
        tiers,
        downgrade,
        segments,
        lifecycle,
        fitted);
  }

  private static int reached(List<Duration> cutOffs, Duration age) {
    int count = 0;
    while (count < CUT_OFFS && age.compareTo(cutOffs.get(count)) >= 0) {
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
