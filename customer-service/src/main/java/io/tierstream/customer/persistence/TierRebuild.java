package io.tierstream.customer.persistence;

import java.time.Instant;

/**
 * How far the view of customers' standings is built.
 *
 * @param isOver whether it is built; else it is being built, or will be soon
 * @param done records read so far
 * @param total as many as there are at most
 * @param startedAt null before it began
 * @param endedAt null while it isn't over
 */
public record TierRebuild(
    boolean isOver, long done, long total, Instant startedAt, Instant endedAt) {}
