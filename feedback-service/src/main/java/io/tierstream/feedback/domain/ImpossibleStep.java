package io.tierstream.feedback.domain;

/** A step was asked for which the state of the feedback doesn't allow. */
public final class ImpossibleStep extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final FeedbackStatus status;

  /** {@code step} as in "can't be resolved". */
  ImpossibleStep(Feedback feedback, String step) {
    super(
        "Feedback %s is a %s, %s, and can't be %s."
            .formatted(feedback.feedbackId(), feedback.kind(), feedback.status(), step));
    this.status = feedback.status();
  }

  /** The state that stands in the way. */
  public FeedbackStatus status() {
    return status;
  }
}
