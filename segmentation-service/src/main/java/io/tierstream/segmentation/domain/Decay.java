package io.tierstream.segmentation.domain;

import java.time.Duration;
import java.time.Instant;

/**
 * How weights fade with time: by half in every half-life. In floating point, and never rising with
 * time in floating point either.
 */
final class Decay {

  private static final long MICROS_OF_A_SECOND = 1_000_000;
  private static final int NANOS_OF_A_MICRO = 1_000;

  /** In microseconds. */
  private final double halfLife;

  Decay(Duration halfLife) {
    this.halfLife =
        halfLife.getSeconds() * MICROS_OF_A_SECOND + halfLife.getNano() / NANOS_OF_A_MICRO;
  }

  /** What is left of a weight after {@code micros}, from 1 down to 0. */
  double after(long micros) {
    return StrictMath.pow(2, -(micros / halfLife));
  }

  /** What is left at {@code to} of a weight at {@code from}. */
  double between(Instant from, Instant to) {
    return after(micros(from, to));
  }

  /** Roughly after how many microseconds {@code left} of a weight is left. */
  double microsUntil(double left) {
    return -StrictMath.log(left) / StrictMath.log(2) * halfLife;
  }

  /** The JDK's own difference counts nanoseconds, which are too many after 292 years. */
  static long micros(Instant from, Instant to) {
    return (to.getEpochSecond() - from.getEpochSecond()) * MICROS_OF_A_SECOND
        + (to.getNano() - from.getNano()) / NANOS_OF_A_MICRO;
  }
}
