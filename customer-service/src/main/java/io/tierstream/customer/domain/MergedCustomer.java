package io.tierstream.customer.domain;

/** A customer is another one, which is to be asked instead. */
public final class MergedCustomer extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param advice what to do instead
   */
  MergedCustomer(Customer merged, String advice) {
    super(
        "Customer %s is MERGED into %s: %s."
            .formatted(merged.customerId(), merged.mergedInto(), advice));
  }
}
