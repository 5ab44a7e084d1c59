package io.tierstream.customer.domain;

import java.time.Instant;

/**
 * A customer's standing as segmentation-service told it.
 *
 * @param tier null for none
 * @param segment null for none
 * @param since when the tier was reached; null without one
 * @param sequence of the last tier change
 * @param offset of the record that told it: of two with one sequence the later one counts
 */
public record SeenStanding(
    String customerId,
    String tier,
    String segment,
    String lifecycle,
    Instant since,
    long sequence,
    long offset) {

  /** Whether this tells something newer than {@code other}, which is of the same customer. */
  public boolean isAfter(SeenStanding other) {
    return sequence > other.sequence || sequence == other.sequence && offset > other.offset;
  }
}
