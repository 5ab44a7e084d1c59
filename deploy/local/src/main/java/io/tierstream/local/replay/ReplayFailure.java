package io.tierstream.local.replay;

/** A replay couldn't be finished; the message says why in one line. */
final class ReplayFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ReplayFailure(String message) {
    super(message);
  }
}
