package io.tierstream.rest;

import java.io.IOException;

/**
 * What was sent can't be written to a file of ours, as on a full disk: no fault of the sender's.
 */
public final class StorageFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StorageFailure(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
