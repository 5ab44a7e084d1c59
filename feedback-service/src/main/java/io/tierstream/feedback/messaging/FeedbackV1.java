package io.tierstream.feedback.messaging;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.tierstream.feedback.domain.FeedbackFact;
import io.tierstream.feedback.domain.Ratings;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * What every event of feedback says: all of it after the fact, but for what was written in free
 * text; absent is what isn't known.
 */
@JsonInclude(Include.NON_NULL)
record FeedbackV1(
    String feedbackId,
    String customerId,
    long version,
    String kind,
    String rating,
    Integer nps,
    String status,
    String resolutionRating,
    String orderId,
    String channel,
    Instant receivedAt,
    Instant occurredAt) {

  static FeedbackV1 of(FeedbackFact fact) {
    var feedback = fact.feedback();
    var resolution = feedback.resolution();
    return new FeedbackV1(
        feedback.feedbackId(),
        feedback.customerId(),
        feedback.version(),
        feedback.kind().name(),
        text(feedback.rating()),
        feedback.nps(),
        feedback.status().name(),
        resolution == null ? null : text(resolution.rating()),
        feedback.orderId(),
        feedback.channel(),
        resolution == null ? null : feedback.receivedAt(),
        fact.occurredAt());
  }

  private static String text(BigDecimal rating) {
    return rating == null ? null : Ratings.text(rating);
  }
}
