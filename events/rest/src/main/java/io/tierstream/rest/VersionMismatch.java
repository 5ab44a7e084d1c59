package io.tierstream.rest;

/** What is to be changed isn't at the version that the caller knows. */
public final class VersionMismatch extends RuntimeException {

  private static final long serialVersionUID = 1L;

  VersionMismatch(long version) {
    super("It is at version " + version + " by now; read it again.");
  }

  /** Of what isn't there. */
  VersionMismatch() {
    super("There is none by now; read it again.");
  }
}
