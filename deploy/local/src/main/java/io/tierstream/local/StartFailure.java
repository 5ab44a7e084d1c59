package io.tierstream.local;

/** The system could not be started; the message says why in one line. */
public final class StartFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The message says why in one line. */
  public StartFailure(String message) {
    super(message);
  }

  StartFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
