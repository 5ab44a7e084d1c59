package io.tierstream.segmentation.domain;

/** What each score weighs in the composite; only the proportion matters. */
public record Weights(int recency, int frequency, int monetary) {

  private static final int MAX = 1_000_000;

  public Weights {
    check(recency);
    check(frequency);
    check(monetary);
    if (recency + frequency + monetary == 0) {
      throw new IllegalArgumentException("weights must not all be zero");
    }
  }

  private static void check(int weight) {
    if (weight < 0 || weight > MAX) {
      throw new IllegalArgumentException("weights must be from 0 to " + MAX);
    }
  }

  /** The weighted mean of the scores, exactly. */
  Composite composite(Scores scores) {
    return new Composite(
        recency * scores.r() + frequency * scores.f() + monetary * scores.m(),
        recency + frequency + monetary);
  }
}
