package io.tierstream.customer.domain;

/** A customer is only known through others' events yet. */
public final class NotRegistered extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NotRegistered(String customerId) {
    super("Customer " + customerId + " is PROVISIONAL: register it first.");
  }
}
