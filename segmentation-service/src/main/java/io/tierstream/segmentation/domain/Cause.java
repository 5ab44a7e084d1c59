package io.tierstream.segmentation.domain;

import java.util.Objects;

/**
 * Why a standing was assessed.
 *
 * @param type of the event, or {@link #TIME_PASSED}
 * @param eventId of the event; null when time passed
 * @param subject of the event; null when time passed
 * @param backfill the import job it belongs to; null when live
 */
public record Cause(String type, String eventId, String subject, String backfill) {

  public static final String TIME_PASSED = "TIME_PASSED";

  public Cause {
    Objects.requireNonNull(type, "type");
  }

  /** Nothing but time passing; {@code backfill} null when live. */
  public static Cause timePassed(String backfill) {
    return new Cause(TIME_PASSED, null, null, backfill);
  }
}
