package io.tierstream.segmentation.domain;

/**
 * What each score weighs in the composite; only the proportion matters. Satisfaction drops out, and
 * the rest keep their proportion, while a customer has no rated feedback.
 */
public record Weights(int recency, int frequency, int monetary, int satisfaction) {

  private static final int MAX = 1_000_000;

  public Weights {
    check(recency);
    check(frequency);
    check(monetary);
    check(satisfaction);
    if (recency + frequency + monetary == 0) {
      throw new IllegalArgumentException("weights must not all be zero without satisfaction");
    }
  }

  private static void check(int weight) {
    if (weight < 0 || weight > MAX) {
      throw new IllegalArgumentException("weights must be from 0 to " + MAX);
    }
  }

  /** The weighted mean of the scores, exactly. */
  Composite composite(Scores scores) {
    int weighted = recency * scores.r() + frequency * scores.f() + monetary * scores.m();
    int weights = recency + frequency + monetary;
    return scores.s() == null
        ? new Composite(weighted, weights)
        : new Composite(weighted + satisfaction * scores.s(), weights + satisfaction);
  }
}
