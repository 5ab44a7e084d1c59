package io.tierstream.feedback.application;

import io.tierstream.feedback.domain.FeedbackKind;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * Feedback as somebody brings it; all but customer and kind may be null.
 *
 * @param feedbackId null to get one
 * @param occurredAt null for now
 */
public record NewFeedback(
    String feedbackId,
    String customerId,
    FeedbackKind kind,
    BigDecimal rating,
    Integer nps,
    String orderId,
    String channel,
    String text,
    Instant occurredAt) {

  /** Names the fact, never what was said. */
  @Override
  public String toString() {
    return kind + " " + feedbackId;
  }
}
