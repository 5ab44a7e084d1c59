package io.tierstream.segmentation.persistence;

/**
 * A tier change as it was published.
 *
 * @param sequence per customer 1, 2, 3 … without gaps
 * @param event the payload of {@code tier.changed} as JSON, evidence included
 */
public record RecordedTierChange(long sequence, String event) {}
