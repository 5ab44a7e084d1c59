package io.tierstream.benchmark;

import java.util.Arrays;

/** The middle of several measurements. */
public final class Medians {

  private Medians() {}

  /** Of an even number of values the mean of the two in the middle; of none, NaN. */
  public static double of(double... values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
