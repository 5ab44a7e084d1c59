package io.tierstream.segmentation.domain;

import java.time.Instant;

/**
 * A customer's tier can't be kept any more and will be lost, or can be kept again. A risk also ends
 * with any later tier change, unannounced.
 *
 * @param sequence of the last tier change
 * @param fallsTo the tier by name; null when the risk has passed
 * @param fallsAt the end of the grace; null when the risk has passed
 * @param crossed the cut-off or floor crossed, in words
 */
public record AtRisk(
    String customerId,
    long sequence,
    String tier,
    String fallsTo,
    Instant fallsAt,
    Instant effectiveAt,
    int model,
    Assessment assessment,
    String crossed,
    Cause cause) {}
