package io.tierstream.feedback.domain;

/**
 * Whom a customer was seen to be.
 *
 * @param mergedInto null when it is a customer of its own
 * @param version of the customer's record; of two the higher one is true
 */
public record SeenMerge(String customerId, String mergedInto, long version)
    implements CustomerNews {}
