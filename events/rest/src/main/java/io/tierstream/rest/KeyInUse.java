package io.tierstream.rest;

/** A request with the same key is still being worked on. */
final class KeyInUse extends RuntimeException {

  private static final long serialVersionUID = 1L;

  KeyInUse() {
    super("A request with this key is still being worked on; try again later.");
  }
}
