package io.tierstream.feedback.domain;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * How a complaint ended.
 *
 * @param rating how the customer rates what was done, 1 to 5; may be null
 * @param note for colleagues, it never leaves the service; may be null
 */
public record Resolution(BigDecimal rating, String note, Instant at) {

  /** Names the fact, never what was written. */
  @Override
  public String toString() {
    return "resolved at " + at;
  }
}
