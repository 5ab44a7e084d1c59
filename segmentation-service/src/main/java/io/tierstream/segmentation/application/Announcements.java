package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.AtRisk;
import io.tierstream.segmentation.domain.Bond;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.domain.TierChange;
import io.tierstream.segmentation.domain.Transfer;
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
  Publication assessed(long seq, Standing standing, Instant recordedAt, String traceparent);

  /** That the customer was erased, as the last word on it. */
  Publication erased(long seq, String customerId, long version, Instant at, Instant recordedAt);

  /** A part of a merged customer's facts, for {@code survivor}. */
  Publication transferred(
      long seq, String survivor, Transfer transfer, Instant recordedAt, String traceparent);

  /**
   * A fact about a merged customer, for whom it was merged into.
   *
   * @param recordTimestamp of the record that first told of it
   */
  Publication forwarded(
      long seq,
      Standing merged,
      Transfer.Carried carried,
      Instant recordTimestamp,
      Cause cause,
      Instant recordedAt,
      String traceparent);

  /** That facts no longer count for {@code survivor}. */
  Publication returned(
      long seq,
      String survivor,
      Bond.GivenBack bond,
      Instant at,
      Cause cause,
      Instant recordedAt,
      String traceparent);

  /**
   * An event and what is kept of it.
   *
   * @param eventId its CloudEvents id
   * @param payload its JSON
   */
  record Announced(String eventId, String payload, Publication publication) {}
}
