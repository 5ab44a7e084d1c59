package io.tierstream.feedback.persistence;

import io.tierstream.feedback.domain.Feedback.Said;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * A fact of a file that is to be told.
 *
 * @param line of the file
 * @param isResolution whether it is the resolution, rather than the receipt
 * @param resolvedAt null unless it is a resolved complaint
 * @param resolutionRating may be null
 */
public record ImportedFact(
    long seq,
    long line,
    boolean isResolution,
    Said said,
    Instant receivedAt,
    Instant resolvedAt,
    BigDecimal resolutionRating) {}
