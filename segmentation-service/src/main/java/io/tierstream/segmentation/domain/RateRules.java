package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
import java.time.LocalDate;

/** What a rate may be, and on which days. */
public final class RateRules {

  public static final LocalDate FIRST_DAY = LocalDate.of(1900, 1, 1);
  public static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);

  /** The most digits of a rate, before the decimal point and behind it. */
  public static final int DIGITS = 12;

  private RateRules() {}

  /** Whether there can be a rate of {@code day}. */
  public static boolean isDay(LocalDate day) {
    return !day.isBefore(FIRST_DAY) && !day.isAfter(LAST_DAY);
  }

  /** Whether a unit can be worth {@code rate}: above zero, and of few enough digits. */
  public static boolean isRate(BigDecimal rate) {
    var exact = rate.stripTrailingZeros();
    return rate.signum() > 0
        && exact.scale() <= DIGITS
        && (long) exact.precision() - exact.scale() <= DIGITS;
  }
}
