package io.tierstream.segmentation.persistence;

import java.time.Instant;

/**
 * What an operator has asked for.
 *
 * @param version of the customer's pin, from 1 up
 * @param tier by name; null when the pin was taken away
 * @param until when it ends by itself; null when it was taken away
 * @param reason in the operator's words; null when none was given
 * @param recordedAt when it was asked for
 */
public record RecordedPin(
    String customerId,
    long version,
    String tier,
    Instant until,
    String reason,
    Instant recordedAt) {

  /** Whether it decides the tier at {@code at}, as far as the model has it. */
  public boolean isInForce(Instant at) {
    return tier != null && at.isBefore(until);
  }
}
