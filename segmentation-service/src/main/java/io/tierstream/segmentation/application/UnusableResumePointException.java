package io.tierstream.segmentation.application;

/** A place from which nobody can go on: the message says why, as a phrase that follows a name. */
public class UnusableResumePointException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UnusableResumePointException(String message) {
    super(message);
  }
}
