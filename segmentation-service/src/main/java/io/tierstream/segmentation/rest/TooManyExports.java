package io.tierstream.segmentation.rest;

/** As many exports are running as the service allows; trying again later helps. */
final class TooManyExports extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TooManyExports(int allowed) {
    super("At most " + allowed + " exports run at a time; try again when one has ended.");
  }
}
