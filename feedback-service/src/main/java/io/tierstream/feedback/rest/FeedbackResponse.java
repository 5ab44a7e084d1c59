package io.tierstream.feedback.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.tierstream.feedback.domain.Feedback;
import io.tierstream.feedback.domain.FeedbackKind;
import io.tierstream.feedback.domain.FeedbackStatus;
import io.tierstream.feedback.domain.Priority;
import io.tierstream.feedback.domain.Ratings;
import io.tierstream.rest.AboutSomeone;
import java.math.BigDecimal;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Feedback as callers see it; what it doesn't have is absent.
 *
 * @param priority of a complaint: from its customer's tier, kept up to date while it is open
 * @param dueAt of a complaint: by when it should be resolved, likewise
 */
@Schema(name = "Feedback")
@JsonInclude(Include.NON_NULL)
public record FeedbackResponse(
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
    Instant occurredAt,
    Priority priority,
    Instant dueAt,
    Instant resolvedAt,
    BigDecimal resolutionRating,
    String note)
    implements AboutSomeone {

  @Override
  public String subject() {
    return customerId;
  }

  static FeedbackResponse of(Feedback feedback) {
    var due = feedback.due();
    var resolution = feedback.resolution();
    return new FeedbackResponse(
        feedback.feedbackId(),
        feedback.customerId(),
        feedback.version(),
        feedback.kind(),
        feedback.status(),
        rating(feedback.rating()),
        feedback.nps(),
        feedback.orderId(),
        feedback.channel(),
        feedback.text(),
        feedback.receivedAt(),
        due == null ? null : due.priority(),
        due == null ? null : due.at(),
        resolution == null ? null : resolution.at(),
        resolution == null ? null : rating(resolution.rating()),
        resolution == null ? null : resolution.note());
  }

  private static BigDecimal rating(BigDecimal rating) {
    return rating == null ? null : new BigDecimal(Ratings.text(rating));
  }

  /** Names it, never what was said. */
  @Override
  public String toString() {
    return kind + " " + feedbackId;
  }
}
