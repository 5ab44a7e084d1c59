package io.tierstream.order.domain;

import java.math.BigDecimal;

/**
 * The largest figures that one line and an order may have: beyond them an input is taken for a
 * mistake.
 */
public final class Limits {

  /** Pieces on one line. */
  public static final int MAX_QUANTITY = 1_000_000;

  /** Digits of a unit price before the decimal point. */
  public static final int MAX_PRICE_DIGITS = 9;

  /** An order's total stays below: every consumer of its events can count with that. */
  public static final BigDecimal TOTAL = BigDecimal.ONE.movePointRight(14);

  private Limits() {}
}
