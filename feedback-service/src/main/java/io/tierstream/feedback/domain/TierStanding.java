package io.tierstream.feedback.domain;

import java.time.Instant;

/**
 * The tier that a customer has.
 *
 * @param tier null when there is none
 * @param sequence of the customer's tier changes; of two standings the higher one is true
 * @param since when the tier was reached; may be null
 */
public record TierStanding(String customerId, String tier, long sequence, Instant since) {}
