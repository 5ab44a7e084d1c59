package io.tierstream.order.persistence;

import java.time.Instant;
import java.util.Currency;
import java.util.Map;

/**
 * An import and how far it is.
 *
 * @param rows of the file, without its header
 * @param facts that will be told, 0 until they are known
 * @param emitted how many of them have been told: the job's cursor
 * @param orders purchases made
 * @param refunds refunds made
 * @param unchanged orders and credit notes that were known already
 * @param attempts failures in a row
 * @param error why it failed, null unless it did
 */
public record ImportJob(
    String job,
    Phase phase,
    Currency currency,
    long rows,
    long facts,
    long emitted,
    long orders,
    long refunds,
    long unchanged,
    int attempts,
    String error,
    Instant createdAt) {

  /**
   * What is done: rows are kept; facts are planned, and told in portions; all is told; it was given
   * up.
   */
  public enum Phase {
    STAGED,
    EMITTING,
    COMPLETED,
    FAILED;

    public boolean isOver() {
      return this == COMPLETED || this == FAILED;
    }
  }

  /** A job with its rejected rows by reason. */
  public record Report(ImportJob job, Map<String, Long> rejected) {}
}
