package io.tierstream.customer.domain;

/** A merge was to be taken back that there isn't. */
public final class NotMerged extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotMerged(Customer customer) {
    super(
        "Customer %s is %s: there is no merge to take back."
            .formatted(customer.customerId(), customer.status()));
  }
}
