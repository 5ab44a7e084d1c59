package io.tierstream.segmentation.domain;

import java.util.Objects;

/**
 * Why a standing was assessed.
 *
 * @param type of the event, or {@link #TIME_PASSED}, {@link #MODEL_PUBLISHED} or {@link #PIN}
 * @param eventId of the event; null when time passed or another model came into force
 * @param subject of the event; null with {@code eventId}
 * @param backfill the import job it belongs to; null when live
 */
public record Cause(String type, String eventId, String subject, String backfill) {

  public static final String TIME_PASSED = "TIME_PASSED";
  public static final String MODEL_PUBLISHED = "MODEL_PUBLISHED";
  public static final String PIN = "PIN";

  public Cause {
    Objects.requireNonNull(type, "type");
  }

  /** Nothing but time passing; {@code backfill} null when live. */
  public static Cause timePassed(String backfill) {
    return new Cause(TIME_PASSED, null, null, backfill);
  }

  /** Another model came into force; {@code backfill} null when live. */
  public static Cause modelPublished(String backfill) {
    return new Cause(MODEL_PUBLISHED, null, null, backfill);
  }

  /** An operator pinned the tier, or took the pin away. */
  public static Cause pin(String eventId, String subject) {
    return new Cause(PIN, eventId, subject, null);
  }

  /** The same, of no import. */
  public Cause live() {
    return new Cause(type, eventId, subject, null);
  }

  /** Whether it came by itself, and by no record. */
  public boolean isByItself() {
    return eventId == null;
  }
}
