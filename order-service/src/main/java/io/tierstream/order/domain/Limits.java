package io.tierstream.order.domain;

/** The largest figures that one line may have: beyond them an input is taken for a mistake. */
public final class Limits {

  /** Pieces on one line. */
  public static final int MAX_QUANTITY = 1_000_000;

  /** Digits of a unit price before the decimal point. */
  public static final int MAX_PRICE_DIGITS = 9;

  private Limits() {}
}
