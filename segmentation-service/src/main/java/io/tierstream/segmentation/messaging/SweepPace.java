package io.tierstream.segmentation.messaging;

import java.time.Duration;

/**
 * How many customers time passes for at once, and how long the sweep rests then: however many are
 * due, facts that come meanwhile wait for a short portion, and have the processors in between.
 */
final class SweepPace {

  /** What a portion should take; facts wait as long. */
  private static final long PORTION_NANOS = Duration.ofMillis(25).toNanos();

  /** Below, it's the commit itself that takes so long. */
  private static final int LEAST = 100;

  private final int most;
  private int portion;

  /**
   * @param most customers at once
   */
  SweepPace(int most) {
    this.most = most;
    this.portion = Math.min(LEAST, most);
  }

  /** How many customers the next portion may have. */
  int portion() {
    return portion;
  }

  /** A portion of {@code swept} customers, more than none, took so long. */
  void took(int swept, long nanos) {
    long fitting = swept * PORTION_NANOS / Math.max(nanos, 1);
    // What a small portion took says little about a large one.
    long next = Math.min(fitting, 2L * portion);
    portion = (int) Math.min(Math.max(next, LEAST), most);
  }

  /**
   * How long to rest after a portion.
   *
   * @param nanos that it took
   * @param shared whether facts were folded since the one before
   */
  Duration rest(long nanos, boolean shared) {
    return shared ? Duration.ofNanos(nanos) : Duration.ZERO;
  }
}
