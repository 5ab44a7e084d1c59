package io.tierstream.segmentation.application;

/** As many follow the tier changes as the service allows; trying again later helps. */
public class TooManyFollowersException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TooManyFollowersException(int allowed) {
    super("At most " + allowed + " follow tier changes at a time; try again when one has left.");
  }
}
