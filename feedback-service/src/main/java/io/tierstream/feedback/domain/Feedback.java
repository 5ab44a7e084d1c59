package io.tierstream.feedback.domain;

import io.tierstream.feedback.domain.FeedbackFact.FeedbackReceived;
import io.tierstream.feedback.domain.FeedbackFact.FeedbackResolved;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;

/**
 * What a customer said, and what became of it; every step makes a fact with the feedback after it.
 *
 * @param version grows by one with each fact
 * @param rating 1 to 5; may be null
 * @param nps the answer to "would you recommend us", 0 to 10; may be null
 * @param orderId the order that it is about; may be null
 * @param channel where it was said; may be null
 * @param text free text, which never leaves the service; may be null
 * @param due a complaint's place in the queue; null for all else
 * @param resolution null unless it is a resolved complaint
 * @param revision grows by one with each change that a caller can see, a new priority included
 */
public record Feedback(
    String feedbackId,
    String customerId,
    long version,
    FeedbackKind kind,
    FeedbackStatus status,
    BigDecimal rating,
    Integer nps,
    String orderId,
    String channel,
    String text,
    Instant receivedAt,
    Due due,
    Resolution resolution,
    long revision) {

  /** The longest free text or note, in characters. */
  public static final int MAX_TEXT = 10_000;

  public Feedback {
    if (!status.suits(kind) || (due != null) != (kind == FeedbackKind.COMPLAINT)) {
      throw new IllegalArgumentException("a " + kind + " that is " + status);
    }
    if ((resolution != null) != (status == FeedbackStatus.RESOLVED)) {
      throw new IllegalArgumentException(status + " with " + resolution);
    }
  }

  /** What is said by whom, before anybody has taken it. */
  public record Said(
      String feedbackId,
      String customerId,
      FeedbackKind kind,
      BigDecimal rating,
      Integer nps,
      String orderId,
      String channel,
      String text) {

    /** Names the fact, never what was said. */
    @Override
    public String toString() {
      return kind + " " + feedbackId;
    }
  }

  /** {@code said} is received; a complaint is open from here on, and as urgent as given. */
  public static FeedbackReceived receive(Said said, Urgency urgency, Instant at) {
    var complaint = said.kind() == FeedbackKind.COMPLAINT;
    var feedback =
        new Feedback(
            said.feedbackId(),
            said.customerId(),
            1,
            said.kind(),
            complaint ? FeedbackStatus.OPEN : FeedbackStatus.RECEIVED,
            said.rating(),
            said.nps(),
            said.orderId(),
            said.channel(),
            said.text(),
            at,
            complaint ? urgency.of(at) : null,
            null,
            1);
    return new FeedbackReceived(feedback, at);
  }

  /**
   * The complaint is resolved: at {@code now}, but never before it was made, since callers' clocks
   * may be ahead of ours.
   *
   * @param stars how the customer rates what was done; may be null
   * @param note may be null
   * @throws ImpossibleStep when it isn't an open complaint
   */
  public FeedbackResolved resolve(BigDecimal stars, String note, Instant now) {
    if (status != FeedbackStatus.OPEN) {
      throw new ImpossibleStep(this, "resolved");
    }
    var at = now.isBefore(receivedAt) ? receivedAt : now;
    var resolved =
        new Feedback(
            feedbackId,
            customerId,
            version + 1,
            kind,
            FeedbackStatus.RESOLVED,
            rating,
            nps,
            orderId,
            channel,
            text,
            receivedAt,
            due,
            new Resolution(stars, note, at),
            revision + 1);
    return new FeedbackResolved(resolved, at);
  }

  /** Names it, never what was said. */
  @Override
  public String toString() {
    return Objects.toString(kind) + " " + feedbackId + " " + version + " " + status;
  }
}
