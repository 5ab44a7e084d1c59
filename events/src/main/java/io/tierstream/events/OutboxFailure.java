package io.tierstream.events;

/** The outbox couldn't be written; the transaction must roll back. */
public class OutboxFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutboxFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
