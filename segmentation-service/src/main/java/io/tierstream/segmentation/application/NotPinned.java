package io.tierstream.segmentation.application;

/** The customer has no pin in force. */
public final class NotPinned extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String customerId;

  public NotPinned(String customerId) {
    super("no pin of " + customerId);
    this.customerId = customerId;
  }

  public String customerId() {
    return customerId;
  }
}
