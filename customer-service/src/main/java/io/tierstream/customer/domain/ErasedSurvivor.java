package io.tierstream.customer.domain;

/** Somebody was to be merged into a customer who is erased. */
public final class ErasedSurvivor extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ErasedSurvivor(String customerId) {
    super("Customer " + customerId + " is ERASED: nobody can be merged into it.");
  }
}
