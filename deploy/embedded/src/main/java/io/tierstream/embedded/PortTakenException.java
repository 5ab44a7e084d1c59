package io.tierstream.embedded;

/**
 * Somebody else listens on the port that a server was to have; the message names server and port.
 */
public final class PortTakenException extends ServerStartException {
  private static final long serialVersionUID = 1L;

  private final int port;

  PortTakenException(String server, int port) {
    super("Port %d, wanted for %s, is taken on 127.0.0.1.".formatted(port, server));
    this.port = port;
  }

  /** The port that was taken. */
  public int port() {
    return port;
  }
}
