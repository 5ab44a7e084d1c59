package io.tierstream.segmentation.application;

/** What is asked for can only be done to whom the customer was merged into. */
public class MergedCustomer extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MergedCustomer(String customerId, String survivor) {
    super("Customer " + customerId + " was merged into " + survivor + ".");
  }
}
