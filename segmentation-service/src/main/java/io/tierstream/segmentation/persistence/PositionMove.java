package io.tierstream.segmentation.persistence;

import java.time.Instant;

/**
 * The position of an input partition moves on.
 *
 * @param topic without prefix
 * @param from what this owner last loaded or wrote, never a record's offset
 * @param lastTimestamp of the last record folded
 */
public record PositionMove(
    String topic, int partition, long from, long to, Instant lastTimestamp) {}
