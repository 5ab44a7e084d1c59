package io.tierstream.segmentation.rest;

import io.tierstream.segmentation.application.ExplainStanding.Explained;
import io.tierstream.segmentation.domain.Feedback;
import java.math.BigDecimal;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Feedback, and what it weighs. */
@Schema(name = "ExplainedFeedback")
public record ExplainedFeedback(
    String feedbackId,
    String kind,
    @Schema(enumeration = {"RECEIVED", "OPEN", "RESOLVED"}) String status,
    @Schema(description = "The instant that weighs") Instant occurredAt,
    @Schema(description = "The rating that counts; null when it has none", nullable = true)
        String rating,
    @Schema(description = "What it weighs now, six places; null when it doesn't", nullable = true)
        String weight) {

  static ExplainedFeedback of(Feedback feedback, Explained explained) {
    var now = explained.explanation().assessment();
    var counts = feedback.countedRating() != null && !feedback.occurredAt().isAfter(now.at());
    return new ExplainedFeedback(
        feedback.feedbackId(),
        feedback.kind().name(),
        feedback.status().name(),
        feedback.occurredAt(),
        text(feedback.countedRating()),
        counts ? text(now.satisfaction().weight(feedback.occurredAt(), now.at())) : null);
  }

  private static String text(BigDecimal number) {
    return number == null ? null : number.toPlainString();
  }
}
