package io.tierstream.benchmark.contest;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Amounts as whole ten-thousandths: events have four decimals at most. */
final class Money {

  static final int DECIMALS = 4;

  private static final int SHOWN_DECIMALS = 2;

  private Money() {}

  static long parts(BigDecimal amount) {
    return amount.scaleByPowerOfTen(DECIMALS).longValueExact();
  }

  static BigDecimal amount(long parts) {
    return BigDecimal.valueOf(parts, DECIMALS);
  }

  /** As events have it: with two decimals, or with more where they are needed. */
  static String shown(BigDecimal amount) {
    var plain = amount.stripTrailingZeros();
    return plain.scale() < SHOWN_DECIMALS
        ? plain.setScale(SHOWN_DECIMALS, RoundingMode.UNNECESSARY).toPlainString()
        : plain.toPlainString();
  }
}
