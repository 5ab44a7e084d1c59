package io.tierstream.order.domain;

/**
 * Why a row of a file isn't taken: the field that is to blame and the reason, short enough to count
 * by.
 */
public record Rejection(String field, String reason) {

  public static final Rejection NO_CUSTOMER = new Rejection("customerId", "without a customer");
  public static final Rejection NO_PURCHASE = new Rejection("quantity", "without a purchase");
  public static final Rejection PURCHASE_TOO_SMALL =
      new Rejection("quantity", "larger than its purchase");
  public static final Rejection OTHER_CUSTOMER =
      new Rejection("customerId", "another customer than the first row of its order");
  public static final Rejection TOO_MANY_LINES =
      new Rejection("orderId", "order of more than " + Order.MAX_LINES + " lines");
  public static final Rejection OTHER_CONTENT =
      new Rejection("orderId", "order known with other content");
}
