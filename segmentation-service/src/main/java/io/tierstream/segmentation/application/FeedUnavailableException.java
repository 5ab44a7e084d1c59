package io.tierstream.segmentation.application;

/** The broker can't be asked where tier changes stand; trying again later helps. */
public class FeedUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public FeedUnavailableException(Throwable cause) {
    super("The broker can't be reached; try again.", cause);
  }
}
