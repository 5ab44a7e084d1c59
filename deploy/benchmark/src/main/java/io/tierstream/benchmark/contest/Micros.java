package io.tierstream.benchmark.contest;

import java.time.Duration;
import java.time.Instant;

/** Instants and durations as whole microseconds, to which everything is exact. */
final class Micros {

  private static final long OF_A_SECOND = 1_000_000;
  private static final int NANOS = 1_000;

  private Micros() {}

  /** Since 1970. */
  static long of(Instant instant) {
    return instant.getEpochSecond() * OF_A_SECOND + instant.getNano() / NANOS;
  }

  static long of(Duration duration) {
    return duration.getSeconds() * OF_A_SECOND + duration.getNano() / NANOS;
  }

  static long of(Instant from, Instant to) {
    return of(to) - of(from);
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, OF_A_SECOND), Math.floorMod(micros, OF_A_SECOND) * NANOS);
  }
}
