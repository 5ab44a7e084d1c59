package io.tierstream.rest;

/** What the first request with a key was answered is erased, since whom it was about is. */
public final class AnswerErased extends RuntimeException {

  private static final long serialVersionUID = 1L;

  AnswerErased() {
    super("Whom the first request with this key was about is erased; it isn't carried out again.");
  }
}
