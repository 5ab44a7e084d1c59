package io.tierstream.events;

/** A record isn't a CloudEvent as the services agreed on it; the message names the header. */
public class MalformedEventException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason says which header (or the value) is wrong, never what it contained
   */
  public MalformedEventException(String reason) {
    super(reason);
  }
}
