package io.tierstream.feedback.domain;

import java.math.BigDecimal;

/** What can be given as a rating, and what as an answer to "would you recommend us". */
public final class Ratings {

  /** The worst rating. */
  public static final String WORST = "1";

  /** The best rating. */
  public static final String BEST = "5";

  /** As many as a mean of several stars needs. */
  public static final int MAX_DECIMALS = 4;

  /** The best answer; the worst is 0. */
  public static final int MAX_NPS = 10;

  private static final BigDecimal MIN = new BigDecimal(WORST);
  private static final BigDecimal MAX = new BigDecimal(BEST);

  private Ratings() {}

  /** Whether it is from 1 to 5, both included. */
  public static boolean isWithin(BigDecimal rating) {
    return rating.compareTo(MIN) >= 0 && rating.compareTo(MAX) <= 0;
  }

  /** Whether it has no more than {@link #MAX_DECIMALS} decimals. */
  public static boolean isExactEnough(BigDecimal rating) {
    return rating.stripTrailingZeros().scale() <= MAX_DECIMALS;
  }

  /** As decimal text with one decimal, or more where it has more: {@code 4.0}, {@code 4.25}. */
  public static String text(BigDecimal rating) {
    var stripped = rating.stripTrailingZeros();
    return stripped.setScale(Math.max(1, stripped.scale())).toPlainString();
  }
}
