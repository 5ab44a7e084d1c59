package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.AtRisk;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.domain.TierChange;
import io.tierstream.segmentation.persistence.Publication;
import java.time.Instant;

/** How segmentation tells others what has happened: the events, ready to publish. */
public interface Announcements {

  /** A tier change as an event, with the payload that history keeps. */
  Announced tierChanged(long seq, TierChange change, Instant recordedAt);

  /** A risk, or its end. */
  Publication atRisk(long seq, AtRisk risk, Instant recordedAt);

  /** The full current standing. */
  Publication assessed(long seq, Standing standing, int model, Instant recordedAt);

  /**
   * An event and what is kept of it.
   *
   * @param eventId its CloudEvents id
   * @param payload its JSON
   */
  record Announced(String eventId, String payload, Publication publication) {}
}
