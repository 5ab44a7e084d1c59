package io.tierstream.feedback.domain;

/** Feedback was to be taken under an id that other feedback has. */
public final class FeedbackAlreadyKnown extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public FeedbackAlreadyKnown(String feedbackId) {
    super("There is feedback " + feedbackId + " already.");
  }
}
