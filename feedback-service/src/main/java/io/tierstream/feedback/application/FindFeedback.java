package io.tierstream.feedback.application;

import io.tierstream.feedback.domain.Feedback;
import io.tierstream.feedback.persistence.Feedbacks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** Feedback is looked up. */
@ApplicationScoped
public class FindFeedback {

  private final Feedbacks feedbacks;

  FindFeedback(Feedbacks feedbacks) {
    this.feedbacks = feedbacks;
  }

  /** The feedback as it is now. */
  @Transactional
  public Feedback find(String feedbackId) {
    return feedbacks.known(feedbackId);
  }
}
