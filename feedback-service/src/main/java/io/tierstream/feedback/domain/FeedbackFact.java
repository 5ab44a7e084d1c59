package io.tierstream.feedback.domain;

import java.time.Instant;

/** Something that became true of feedback: all of it after the fact, and when it happened. */
public sealed interface FeedbackFact {

  /** The feedback after this fact; its version is the fact's. */
  Feedback feedback();

  /** The instant of this fact itself: the resolution's, not the complaint's. */
  Instant occurredAt();

  /** A customer said something. */
  record FeedbackReceived(Feedback feedback, Instant occurredAt) implements FeedbackFact {}

  /** A complaint was resolved. */
  record FeedbackResolved(Feedback feedback, Instant occurredAt) implements FeedbackFact {}
}
