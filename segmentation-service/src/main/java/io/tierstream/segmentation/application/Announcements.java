package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.AtRisk;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.domain.TierChange;
import io.tierstream.segmentation.persistence.Publication;
import java.time.Instant;

/**
 * How segmentation tells others what has happened: the events, ready to publish. Each belongs to
 * the trace of the record that caused it, {@code traceparent}, which is null for none.
 */
public interface Announcements {

  /** A tier change as an event, with the payload that history keeps. */
  Announced tierChanged(long seq, TierChange change, Instant recordedAt, String traceparent);

  /** A risk, or its end. */
  Publication atRisk(long seq, AtRisk risk, Instant recordedAt, String traceparent);

  /** The full current standing. */
  Publication assessed(
      long seq, Standing standing, int model, Instant recordedAt, String traceparent);

  /**
   * An event and what is kept of it.
   *
   * @param eventId its CloudEvents id
   * @param payload its JSON
   */
  record Announced(String eventId, String payload, Publication publication) {}
}
