package io.tierstream.order.domain;

import java.util.Currency;

/** An amount was given in another currency than the order's. */
public final class OtherCurrency extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Currency expected;

  public OtherCurrency(String orderId, Currency expected, Currency given) {
    super("Order " + orderId + " is in " + expected + ", not in " + given + ".");
    this.expected = expected;
  }

  /** The order's currency. */
  public Currency expected() {
    return expected;
  }
}
