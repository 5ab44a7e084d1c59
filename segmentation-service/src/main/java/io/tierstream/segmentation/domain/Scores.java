package io.tierstream.segmentation.domain;

/**
 * Recency, frequency, monetary and satisfaction, each from 1 to 5; {@code s} is null while a
 * customer has no rated feedback.
 */
public record Scores(int r, int f, int m, Integer s) {

  static final int LOWEST = 1;
  static final int HIGHEST = 5;

  /** Frequency and monetary taken together: their mean, rounded up; §5. */
  public int fm() {
    return (f + m + 1) / 2;
  }
}
