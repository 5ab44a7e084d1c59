package io.tierstream.imports;

import java.time.Instant;
import java.util.Map;

/**
 * An import and how far it is.
 *
 * @param parameters what the upload said beyond the columns, such as the currency
 * @param rows of the file, without its header
 * @param facts that will be told, 0 until they are known
 * @param emitted how many of them are behind: the job's cursor
 * @param made what came of it, by what the service counts
 * @param unchanged what was known already
 * @param attempts failures in a row
 * @param error why it failed, null unless it did
 */
public record ImportJob(
    String job,
    Phase phase,
    Map<String, String> parameters,
    long rows,
    long facts,
    long emitted,
    Map<String, Long> made,
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
