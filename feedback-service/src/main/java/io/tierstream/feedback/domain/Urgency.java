package io.tierstream.feedback.domain;

import java.time.Duration;
import java.time.Instant;

/** What a tier's complaints are worth: a priority, and how long after its receipt one is due. */
public record Urgency(Priority priority, Duration within) {

  public Urgency {
    if (within.isNegative()) {
      throw new IllegalArgumentException("due " + within + " after its receipt");
    }
  }

  /** When a complaint of {@code receivedAt} is due. */
  public Due of(Instant receivedAt) {
    return new Due(priority, receivedAt.plus(within));
  }
}
