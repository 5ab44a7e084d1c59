package io.tierstream.feedback.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Which instants a fact may have, and how exact they are kept. */
public final class FactTime {

  /** How far a caller's clock may be ahead of ours. */
  public static final Duration TOLERANCE = Duration.ofMinutes(5);

  /** Topics can't stamp a record with anything earlier. */
  public static final Instant EARLIEST = Instant.EPOCH;

  private FactTime() {}

  /**
   * {@code given}, cut to microseconds.
   *
   * @throws RefusedInstant when it is too far ahead of {@code now} or before {@link #EARLIEST}
   */
  public static Instant accepted(String field, Instant given, Instant now) {
    if (isAhead(given, now)) {
      throw new RefusedInstant(
          field,
          "notAhead",
          "is more than "
              + TOLERANCE.toMinutes()
              + " minutes ahead of the service's clock, "
              + now);
    }
    if (given.isBefore(EARLIEST)) {
      throw new RefusedInstant(field, "notBefore", "is before " + EARLIEST);
    }
    return given.truncatedTo(ChronoUnit.MICROS);
  }

  /** Whether {@code given} is further ahead of {@code now} than clocks may differ. */
  public static boolean isAhead(Instant given, Instant now) {
    return given.isAfter(now.plus(TOLERANCE));
  }
}
