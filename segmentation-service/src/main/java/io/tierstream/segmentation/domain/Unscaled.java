package io.tierstream.segmentation.domain;

import java.math.BigDecimal;

/**
 * The digits of exact decimals as longs, for what is done millions of times: {@link BigDecimal}
 * only hands them out as another object each time. What has more digits than a long stays exact as
 * it is.
 */
public final class Unscaled {

  /** That any long has. */
  private static final int DIGITS = 18;

  private static final long[] POWERS_OF_TEN = new long[DIGITS + 1];

  static {
    POWERS_OF_TEN[0] = 1;
    for (int i = 1; i <= DIGITS; i++) {
      POWERS_OF_TEN[i] = POWERS_OF_TEN[i - 1] * 10;
    }
  }

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

  /** Whether a long holds {@code digits} with so many zeros after them. */
  static boolean canTake(long digits, int zeros) {
    return zeros >= 0 && zeros <= DIGITS && isProduct(digits, POWERS_OF_TEN[zeros]);
  }

  /** {@code digits} with so many zeros after them, which it can take. */
  static long with(long digits, int zeros) {
    return digits * POWERS_OF_TEN[zeros];
  }

  private static boolean isProduct(long a, long b) {
    return Math.multiplyHigh(a, b) == a * b >> 63;
  }

  /** How {@code number} comes to {@code times} another, exactly. */
  static int compare(BigDecimal number, BigDecimal other, int times) {
    return fits(number)
        ? compare(of(number), number.scale(), other, times)
        : number.compareTo(other.multiply(BigDecimal.valueOf(times)));
  }

  /** How {@code number} comes to {@code times} another, exactly. */
  static int compare(long number, BigDecimal other, int times) {
    return compare(number, 0, other, times);
  }

  private static int compare(long digits, int scale, BigDecimal other, int times) {
    if (fits(other) && isProduct(of(other), times)) {
      long others = of(other) * times;
      int zeros = other.scale() - scale;
      if (canTake(digits, zeros)) {
        return Long.compare(with(digits, zeros), others);
      }
      if (canTake(others, -zeros)) {
        return Long.compare(digits, with(others, -zeros));
      }
    }
    return BigDecimal.valueOf(digits, scale).compareTo(other.multiply(BigDecimal.valueOf(times)));
  }
}
