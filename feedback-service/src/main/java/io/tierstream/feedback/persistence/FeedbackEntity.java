package io.tierstream.feedback.persistence;

import io.tierstream.feedback.domain.Due;
import io.tierstream.feedback.domain.Feedback;
import io.tierstream.feedback.domain.FeedbackKind;
import io.tierstream.feedback.domain.FeedbackStatus;
import io.tierstream.feedback.domain.Priority;
import io.tierstream.feedback.domain.Resolution;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;

/** A row of {@code feedback}. */
@Entity
@Table(name = "feedback")
class FeedbackEntity {

  @Id
  @Column(name = "feedback_id", length = 64)
  String feedbackId;

  @Column(name = "customer_id", length = 64)
  String customerId;

  long version;

  long revision;

  @Enumerated(EnumType.STRING)
  @Column(length = 10)
  FeedbackKind kind;

  @Enumerated(EnumType.STRING)
  @Column(length = 8)
  FeedbackStatus status;

  @Column(precision = 5, scale = 4)
  BigDecimal rating;

  Integer nps;

  @Column(name = "order_id", length = 64)
  String orderId;

  @Column(length = 64)
  String channel;

  @Column(length = Feedback.MAX_TEXT)
  String text;

  @Column(name = "received_at")
  Instant receivedAt;

  @Enumerated(EnumType.STRING)
  @Column(length = 6)
  Priority priority;

  @Column(name = "due_at")
  Instant dueAt;

  @Column(name = "resolved_at")
  Instant resolvedAt;

  @Column(name = "resolution_rating", precision = 5, scale = 4)
  BigDecimal resolutionRating;

  @Column(length = Feedback.MAX_TEXT)
  String note;

  static FeedbackEntity of(Feedback feedback) {
    var entity = new FeedbackEntity();
    entity.feedbackId = feedback.feedbackId();
    entity.customerId = feedback.customerId();
    entity.kind = feedback.kind();
    entity.rating = feedback.rating();
    entity.nps = feedback.nps();
    entity.orderId = feedback.orderId();
    entity.channel = feedback.channel();
    entity.text = feedback.text();
    entity.receivedAt = feedback.receivedAt();
    if (feedback.due() != null) {
      entity.priority = feedback.due().priority();
      entity.dueAt = feedback.due().at();
    }
    entity.moveTo(feedback);
    return entity;
  }

  /** Takes over what a step can change. */
  void moveTo(Feedback feedback) {
    version = feedback.version();
    revision = feedback.revision();
    status = feedback.status();
    var resolution = feedback.resolution();
    if (resolution != null) {
      resolvedAt = resolution.at();
      resolutionRating = resolution.rating();
      note = resolution.note();
    }
  }

  Feedback toFeedback() {
    return new Feedback(
        feedbackId,
        customerId,
        version,
        kind,
        status,
        rating,
        nps,
        orderId,
        channel,
        text,
        receivedAt,
        dueAt == null ? null : new Due(priority, dueAt),
        resolvedAt == null ? null : new Resolution(resolutionRating, note, resolvedAt),
        revision);
  }
}
