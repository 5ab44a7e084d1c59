package io.tierstream.feedback.domain;

/** There is no feedback with the given id. */
public final class UnknownFeedback extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UnknownFeedback() {
    super("There is no such feedback.");
  }
}
