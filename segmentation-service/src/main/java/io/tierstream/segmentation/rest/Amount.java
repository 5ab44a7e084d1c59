package io.tierstream.segmentation.rest;

import java.math.BigDecimal;

/** Money in the base currency, as text. */
final class Amount {

  private static final int DECIMALS = 2;

  private Amount() {}

  /** Exact, with two decimals or more, as on {@code tier-changes}: {@code 129.90}. */
  static String text(BigDecimal amount) {
    var exact = amount.stripTrailingZeros();
    return exact.setScale(Math.max(DECIMALS, exact.scale())).toPlainString();
  }
}
