package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** The weighted mean of the scores as an exact fraction; between 1 and 5. */
public record Composite(int weighted, int weights) implements Comparable<Composite> {

  /** Whether it is at least {@code cut}, exactly. */
  public boolean reaches(BigDecimal cut) {
    return Unscaled.compare(weighted, cut, weights) >= 0;
  }

  /** Rounded to three places, for display only. */
  public BigDecimal rounded() {
    return BigDecimal.valueOf(weighted)
        .divide(BigDecimal.valueOf(weights), 3, RoundingMode.HALF_UP);
  }

  @Override
  public int compareTo(Composite other) {
    return Long.compare((long) weighted * other.weights, (long) other.weighted * weights);
  }
}
