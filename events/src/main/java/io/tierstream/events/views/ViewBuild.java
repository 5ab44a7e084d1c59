package io.tierstream.events.views;

import java.time.Instant;

/**
 * How far a view is built.
 *
 * @param requestedAt null when nobody asked for it: the first one, made by itself
 * @param endedAt null while it is running
 * @param records of the topic, read so far
 * @param expected as many as there are to be read, about; a compacted topic has fewer
 * @param unreadable records that were passed over, and logged
 */
public record ViewBuild(
    State state,
    Instant requestedAt,
    Instant endedAt,
    long records,
    long expected,
    long unreadable) {

  /** Whether it is being built, or can be relied on. */
  public enum State {
    RUNNING,
    BUILT
  }
}
