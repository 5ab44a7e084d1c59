package io.tierstream.order.domain;

/**
 * The tier that a customer was seen to have.
 *
 * @param tier null when there is none
 * @param sequence of the customer's tier changes; of two the higher one is true
 */
public record SeenTier(String customerId, String tier, long sequence) {}
