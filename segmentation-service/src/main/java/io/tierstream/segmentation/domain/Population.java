package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The customers that cut-offs are fitted to, all assessed at one instant, §2: for each k from 1 to
 * 4 the cut-off leaves k fifths of them, and who is equal to the last of these, on the lower side.
 */
public final class Population {

  private static final BigDecimal LEAST_AMOUNT = new BigDecimal("0.0001");

  private final ScoringModel model;
  private final Instant at;
  private final List<Duration> ages = new ArrayList<>();
  private final List<Integer> frequencies = new ArrayList<>();
  private final List<BigDecimal> amounts = new ArrayList<>();

  /**
   * @param model whose window and kind of monetary count; its cut-offs don't
   */
  public Population(ScoringModel model, Instant at) {
    this.model = model;
    this.at = at;
  }

  /** Takes the customer of these facts in; nobody who has no qualifying purchase. */
  public void add(Facts facts) {
    Assessment assessment = Assessment.assess(facts, model, at);
    if (assessment.lastPurchaseAt() != null) {
      Duration age = Duration.between(assessment.lastPurchaseAt(), at);
      ages.add(age.compareTo(ScoringModel.LONGEST) < 0 ? age : ScoringModel.LONGEST);
      frequencies.add(assessment.frequency());
      amounts.add(assessment.monetary().floor());
    }
  }

  /** How many customers there are. */
  public int size() {
    return ages.size();
  }

  /**
   * The model with cut-offs fitted to these customers.
   *
   * @throws IllegalStateException when there are none
   */
  public ScoringModel fit() {
    if (ages.isEmpty()) {
      throw new IllegalStateException("there is nobody to fit cut-offs to");
    }
    Collections.sort(ages);
    Collections.sort(frequencies);
    Collections.sort(amounts);
    return model.fitted(
        fifths(ages),
        above(frequencies, fifths(frequencies), last -> last + 1),
        above(amounts, fifths(amounts), last -> last.add(LEAST_AMOUNT)),
        new ScoringModel.Fitted(at, ages.size()));
  }

  /** The ⌈kn/5⌉-th smallest, for k from 1 to 4. */
  private static <T> List<T> fifths(List<T> sorted) {
    List<T> fifths = new ArrayList<>();
    for (int k = 1; k <= ScoringModel.CUT_OFFS; k++) {
      long rank = ((long) k * sorted.size() + ScoringModel.CUT_OFFS) / (ScoringModel.CUT_OFFS + 1);
      fifths.add(sorted.get((int) rank - 1));
    }
    return fifths;
  }

  /**
   * Of each the smallest value above it that somebody has.
   *
   * @param next what nobody reaches, above the greatest of all
   */
  private static <T extends Comparable<T>> List<T> above(
      List<T> sorted, List<T> values, UnaryOperator<T> next) {
    return values.stream()
        .map(
            value -> {
              int i = firstAbove(sorted, value);
              return i < sorted.size() ? sorted.get(i) : next.apply(value);
            })
        .toList();
  }

  private static <T extends Comparable<T>> int firstAbove(List<T> sorted, T value) {
    int from = 0;
    int to = sorted.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted.get(middle).compareTo(value) <= 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
}
