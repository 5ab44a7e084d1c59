package io.tierstream.order.persistence;

import io.tierstream.imports.Rejection;
import io.tierstream.order.domain.Limits;
import io.tierstream.order.domain.Order;

/** Why rows of a history aren't taken, beyond what they say by themselves. */
public final class Rejections {

  public static final Rejection NO_PURCHASE = new Rejection("quantity", "without a purchase");
  public static final Rejection PURCHASE_TOO_SMALL =
      new Rejection("quantity", "larger than its purchase");
  public static final Rejection OTHER_CONTENT =
      new Rejection("orderId", "order known with other content");
  public static final Rejection CUSTOMER_ERASED = new Rejection("customerId", "customer erased");
  static final Rejection OTHER_CUSTOMER =
      new Rejection("customerId", "another customer than the first row of its order");
  static final Rejection TOO_MANY_LINES =
      new Rejection("orderId", "order of more than " + Order.MAX_LINES + " lines");
  static final Rejection TOO_LARGE =
      new Rejection("orderId", "order of " + Limits.TOTAL.toPlainString() + " or more");

  private Rejections() {}
}
