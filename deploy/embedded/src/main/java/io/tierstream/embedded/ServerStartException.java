package io.tierstream.embedded;

/** A server did not become ready; the message ends with the last lines of its log. */
public class ServerStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String brief;

  ServerStartException(String message) {
    super(message);
    this.brief = message;
  }

  ServerStartException(String message, Throwable cause) {
    super(message, cause);
    this.brief = message;
  }

  ServerStartException(String brief, String lastWords) {
    super(brief + ". " + lastWords);
    this.brief = brief;
  }

  /** What happened and where the log is, in one line. */
  public String brief() {
    return brief;
  }
}
