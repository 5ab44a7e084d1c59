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

  /**
   * How far this view is together with {@code other}, which is built along with it: running as long
   * as one of them is.
   */
  public ViewBuild with(ViewBuild other) {
    var both = state == State.BUILT ? other.state : state;
    return new ViewBuild(
        both,
        requestedAt,
        both == State.BUILT ? later(endedAt, other.endedAt) : null,
        records + other.records,
        expected + other.expected,
        unreadable + other.unreadable);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
