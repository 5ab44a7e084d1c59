package io.tierstream.feedback.persistence;

import io.tierstream.feedback.domain.FeedbackKind;
import io.tierstream.feedback.domain.FeedbackStatus;
import io.tierstream.feedback.domain.Priority;
import java.time.Instant;

/**
 * Which feedback is asked for, and in which order; null asks for all.
 *
 * @param after the last that the caller has seen
 * @param limit the most to answer
 */
public record FeedbackFilter(
    String customerId,
    FeedbackKind kind,
    FeedbackStatus status,
    Priority priority,
    FeedbackSort sort,
    Position after,
    int limit) {

  /** Where feedback stands in a list: by its instant, and by id at one instant. */
  public record Position(Instant at, String feedbackId) {}

  /** Whether only complaints can be meant, whatever the kind says. */
  boolean isOfComplaintsAnyway() {
    return priority != null
        || sort.isOfComplaints()
        || status == FeedbackStatus.OPEN
        || status == FeedbackStatus.RESOLVED;
  }

  /** Whether there can't be any such feedback, such as an open survey. */
  boolean isContradictory() {
    if (status == FeedbackStatus.RECEIVED
        && (kind == FeedbackKind.COMPLAINT || isOfComplaintsButForStatus())) {
      return true;
    }
    return kind != null && kind != FeedbackKind.COMPLAINT && isOfComplaintsAnyway();
  }

  private boolean isOfComplaintsButForStatus() {
    return priority != null || sort.isOfComplaints();
  }
}
