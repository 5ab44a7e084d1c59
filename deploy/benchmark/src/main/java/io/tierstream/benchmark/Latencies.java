package io.tierstream.benchmark;

import java.util.Arrays;
import java.util.Collection;

/** Durations in nanoseconds, and what share of them was not longer than what. */
public final class Latencies {
  private final long[] sorted;

  private Latencies(long[] sorted) {
    this.sorted = sorted;
  }

  public static Latencies of(Collection<Long> nanos) {
    return new Latencies(nanos.stream().mapToLong(Long::longValue).sorted().toArray());
  }

  public int count() {
    return sorted.length;
  }

  /**
   * The smallest of them that at least this share of them does not exceed (nearest rank), in
   * milliseconds.
   *
   * @param share above 0, up to 1
   * @throws IllegalStateException when there is none
   */
  public double millis(double share) {
    if (sorted.length == 0) {
      throw new IllegalStateException("nothing was measured");
    }
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(rank, 1) - 1] / 1e6;
  }

  @Override
  public String toString() {
    return Arrays.toString(sorted);
  }
}
