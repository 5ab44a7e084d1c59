package io.tierstream.order.domain;

/** Something was to be taken of a customer who is erased. */
public final class ErasedCustomer extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ErasedCustomer(String customerId) {
    super("Customer " + customerId + " is ERASED: nothing more is taken of it.");
  }
}
