package io.tierstream.segmentation.application;

/** No application was ever made for this customer. */
public class UnknownCustomer extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String customerId;

  public UnknownCustomer(String customerId) {
    super("no such customer");
    this.customerId = customerId;
  }

  public String customerId() {
    return customerId;
  }
}
