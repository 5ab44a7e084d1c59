package io.tierstream.customer.domain;

/** There is no such customer. */
public final class UnknownCustomer extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UnknownCustomer() {
    super("There is no such customer.");
  }
}
