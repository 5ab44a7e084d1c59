package io.tierstream.local;

/** The command line makes no sense; the message says why in one line. */
public final class UsageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** The message says why in one line. */
  public UsageException(String message) {
    super(message);
  }
}
