package io.tierstream.segmentation.application;

import java.time.Instant;

/** No application of this customer was recorded by an instant. */
public class NotKnownThen extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String customerId;
  private final Instant knownAt;

  public NotKnownThen(String customerId, Instant knownAt) {
    super("no such customer then");
    this.customerId = customerId;
    this.knownAt = knownAt;
  }

  public String customerId() {
    return customerId;
  }

  public Instant knownAt() {
    return knownAt;
  }
}
