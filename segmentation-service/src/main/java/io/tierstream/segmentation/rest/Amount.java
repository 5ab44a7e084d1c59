package io.tierstream.segmentation.rest;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Money in the base currency, as text. */
final class Amount {

  private static final int DECIMALS = 2;
  private static final int MOST_DECIMALS = 4;

  private Amount() {}

  /**
   * With two to four decimals, as on {@code tier-changes}: {@code 129.90}. A converted amount may
   * have more, and is rounded half up.
   */
  static String rounded(BigDecimal amount) {
    return text(amount.setScale(Math.min(amount.scale(), MOST_DECIMALS), RoundingMode.HALF_UP));
  }

  /** Exact, with two decimals or more, so that what is explained adds up. */
  static String text(BigDecimal amount) {
    var exact = amount.stripTrailingZeros();
    return exact.setScale(Math.max(DECIMALS, exact.scale())).toPlainString();
  }
}
