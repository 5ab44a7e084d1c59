package io.tierstream.benchmark.contest;

import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.FeedbackKind;
import io.tierstream.segmentation.domain.FeedbackStatus;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;

/** The row of feedback in {@link OneRecordProgram}. */
@Entity
@Table(name = "feedback", indexes = @Index(columnList = "customerId"))
class FeedbackEntity {

  @Id String feedbackId;
  String customerId;
  long version;

  @Enumerated(EnumType.STRING)
  FeedbackKind kind;

  @Enumerated(EnumType.STRING)
  FeedbackStatus status;

  @Column(precision = 5, scale = 4)
  BigDecimal rating;

  @Column(precision = 5, scale = 4)
  BigDecimal resolutionRating;

  Integer nps;
  Instant occurredAt;

  /** For Hibernate. */
  protected FeedbackEntity() {}

  FeedbackEntity(String customerId, Feedback feedback) {
    this.feedbackId = feedback.feedbackId();
    this.customerId = customerId;
    become(feedback);
  }

  final void become(Feedback feedback) {
    version = feedback.version();
    kind = feedback.kind();
    status = feedback.status();
    rating = feedback.rating();
    resolutionRating = feedback.resolutionRating();
    nps = feedback.nps();
    occurredAt = feedback.occurredAt();
  }

  Feedback feedback() {
    return new Feedback(
        feedbackId, version, kind, rating, nps, status, resolutionRating, occurredAt);
  }
}
