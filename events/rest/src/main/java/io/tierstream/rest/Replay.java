package io.tierstream.rest;

/** Ends a request that an earlier one with the same key has answered. */
final class Replay extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient IdempotentAnswer first;

  Replay(IdempotentAnswer first) {
    super("answered before", null, false, false);
    this.first = first;
  }

  IdempotentAnswer first() {
    return first;
  }
}
