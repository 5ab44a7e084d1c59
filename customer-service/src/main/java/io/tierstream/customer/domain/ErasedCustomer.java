package io.tierstream.customer.domain;

/** A customer was erased, for ever. */
public final class ErasedCustomer extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ErasedCustomer(String customerId) {
    super("Customer " + customerId + " is ERASED.");
  }
}
