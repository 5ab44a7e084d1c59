package io.tierstream.segmentation.domain;

import java.math.BigDecimal;

/**
 * The digits of exact decimals as longs, for what is done millions of times: {@link BigDecimal}
 * only hands them out as another object each time. What has more digits than a long is its own
 * affair.
 */
public final class Unscaled {

  /** That any long has. */
  private static final int DIGITS = 18;

  private Unscaled() {}

  /** Whether all digits of {@code number} are in a long. */
  public static boolean fits(BigDecimal number) {
    return number.precision() <= DIGITS;
  }

  /** {@code number} without its point; it fits. */
  public static long of(BigDecimal number) {
    // An object that never leaves this method, and so is never made.
    return number.scaleByPowerOfTen(number.scale()).longValue();
  }
}
