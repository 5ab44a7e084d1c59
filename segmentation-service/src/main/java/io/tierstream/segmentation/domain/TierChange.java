package io.tierstream.segmentation.domain;

import java.time.Instant;

/**
 * A customer went from one tier to another, with the evidence.
 *
 * @param sequence per customer 1, 2, 3 … without gaps
 * @param from tier by name; null: none
 * @param to tier by name; null: none
 * @param effectiveAt the instant of the fact or of the crossing, whenever noticed
 * @param model number of the model it was judged by
 * @param before the figures until then; null when there were none
 * @param after the figures from {@code effectiveAt} on
 * @param crossed the cut-off or floor crossed, in words
 */
public record TierChange(
    String customerId,
    long sequence,
    TierChangeKind kind,
    String from,
    String to,
    Instant effectiveAt,
    int model,
    Assessment before,
    Assessment after,
    String crossed,
    Cause cause) {}
