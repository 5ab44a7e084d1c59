package io.tierstream.order.domain;

import java.time.Instant;
import java.util.Comparator;

/**
 * A line of a credit note: {@code quantity} pieces, at least 1, came back.
 *
 * @param notedAt the instant of the note
 * @param line its line in the file
 */
public record ReturnLine(String noteId, Instant notedAt, long line, int quantity) {

  /** The order in which returns look for their purchases. */
  public static final Comparator<ReturnLine> BY_TIME =
      Comparator.comparing(ReturnLine::notedAt).thenComparingLong(ReturnLine::line);
}
