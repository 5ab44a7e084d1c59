package io.tierstream.segmentation.persistence;

import java.time.Instant;

/**
 * An import as a partition has seen it.
 *
 * @param topic without prefix
 * @param endedAt timestamp of the end record; null while open
 */
public record ImportJob(String topic, String job, Instant startedAt, Instant endedAt) {}
