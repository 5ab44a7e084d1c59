package io.tierstream.segmentation.rest;

/** Everybody is being assessed already; trying again later helps. */
final class TooManyMigrations extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TooManyMigrations() {
    super("Everybody is being assessed for somebody else; try again when that has ended.");
  }
}
