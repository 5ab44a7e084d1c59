package io.tierstream.feedback.application;

import io.tierstream.feedback.domain.Feedback;
import io.tierstream.feedback.persistence.FeedbackFilter;
import io.tierstream.feedback.persistence.Feedbacks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/** Feedback is listed, newest first, or as it is due. */
@ApplicationScoped
public class ListFeedback {

  private final Feedbacks feedbacks;

  ListFeedback(Feedbacks feedbacks) {
    this.feedbacks = feedbacks;
  }

  /** One page of what {@code filter} asks for. */
  @Transactional
  public List<Feedback> list(FeedbackFilter filter) {
    return feedbacks.page(filter);
  }
}
