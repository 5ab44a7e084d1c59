package io.tierstream.customer.domain;

/** A customer was to be registered under an id that another one has. */
public final class CustomerAlreadyKnown extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CustomerAlreadyKnown(Customer known) {
    super("There is a customer " + known.customerId() + " already: it is " + known.status() + ".");
  }
}
