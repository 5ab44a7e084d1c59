package io.tierstream.segmentation.domain;

import java.time.Duration;
import java.time.Instant;

/**
 * Something that happened to a customer and that a standing is assessed by: the whole order,
 * feedback or pin after it. Of several versions of one thing the highest is known.
 */
public sealed interface Fact permits OrderFact, Feedback, Pin {

  /** How far a fact may be dated ahead of its record before it is bad input. */
  Duration TOLERANCE = Duration.ofMinutes(5);

  /** From 1 up. */
  long version();

  /** The instant of the fact itself. */
  Instant occurredAt();

  /** What is known of the same order, feedback or pin; null when nothing is. */
  Known knownIn(Facts facts);

  /** These facts with this one, in the place of what was known of it. */
  Facts addedTo(Facts facts, long ordinal);

  /** Whether a higher version of it is known; an equal one is the same. */
  default boolean isStaleIn(Facts facts) {
    Known known = knownIn(facts);
    return known != null && known.version() > version();
  }

  /** Whether money is given back by it, or a purchase called off. */
  boolean givesBack();

  /** Whether it is dated so far ahead of its record that it can't be believed. */
  default boolean isAheadOf(Instant recordTimestamp) {
    return occurredAt().isAfter(recordTimestamp)
        && occurredAt().isAfter(recordTimestamp.plus(TOLERANCE));
  }
}
