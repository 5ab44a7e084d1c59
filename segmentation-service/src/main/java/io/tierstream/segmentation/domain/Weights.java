package io.tierstream.segmentation.domain;

/** What each score weighs in the composite; only the proportion matters. */
public record Weights(int recency, int frequency, int monetary) {

  public Weights {
    if (recency < 0 || frequency < 0 || monetary < 0 || recency + frequency + monetary == 0) {
      throw new IllegalArgumentException("weights must not be negative, nor all zero");
    }
  }

  /** The weighted mean of the scores, exactly. */
  Composite composite(Scores scores) {
    return new Composite(
        recency * scores.r() + frequency * scores.f() + monetary * scores.m(),
        recency + frequency + monetary);
  }
}
