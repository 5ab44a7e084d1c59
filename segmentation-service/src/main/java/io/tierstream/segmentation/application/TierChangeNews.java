package io.tierstream.segmentation.application;

/**
 * What a follower of tier changes is told.
 *
 * @param event the payload as it is on the topic, JSON; null when there is nothing but the place
 * @param after where to go on after it; null when that isn't known yet
 */
public record TierChangeNews(Kind kind, String event, ResumePoint after) {

  /** What has happened. */
  public enum Kind {
    /** A tier has changed. */
    CHANGED,
    /** A tier will fall, or won't any more. */
    AT_RISK,
    /** Nothing: only a sign of life. */
    QUIET
  }

  /** A sign of life. */
  public static TierChangeNews quiet(ResumePoint after) {
    return new TierChangeNews(Kind.QUIET, null, after);
  }
}
