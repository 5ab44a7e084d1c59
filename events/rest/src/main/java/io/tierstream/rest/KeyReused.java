package io.tierstream.rest;

/** An idempotency key came with another request before. */
public final class KeyReused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  KeyReused() {
    super("The key came with another request before; a new request needs a new key.");
  }
}
