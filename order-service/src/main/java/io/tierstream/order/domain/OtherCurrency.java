package io.tierstream.order.domain;

import java.util.Currency;

/** An amount was given in another currency than the order's. */
public final class OtherCurrency extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public OtherCurrency(String orderId, Currency expected, Currency given) {
    super("Order " + orderId + " is in " + expected + ", not in " + given + ".");
  }
}
