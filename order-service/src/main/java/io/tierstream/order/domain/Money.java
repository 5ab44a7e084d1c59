package io.tierstream.order.domain;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Objects;

/** An exact amount of a currency, with at most {@value #MAX_DECIMALS} decimals. */
public record Money(BigDecimal amount, Currency currency) implements Comparable<Money> {

  /** Unit prices of real shops have up to four; a total never needs more than its prices. */
  public static final int MAX_DECIMALS = 4;

  public Money {
    Objects.requireNonNull(currency, "currency");
    if (amount.stripTrailingZeros().scale() > MAX_DECIMALS) {
      throw new IllegalArgumentException("more than " + MAX_DECIMALS + " decimals");
    }
  }

  /** Nothing, in {@code currency}. */
  public static Money zero(Currency currency) {
    return new Money(BigDecimal.ZERO, currency);
  }

  /** The sum of both; the currencies must be the same. */
  public Money plus(Money other) {
    return new Money(amount.add(same(other).amount), currency);
  }

  /** What is left of this without {@code other}; the currencies must be the same. */
  public Money minus(Money other) {
    return new Money(amount.subtract(same(other).amount), currency);
  }

  public boolean isZero() {
    return amount.signum() == 0;
  }

  /**
   * As decimal text with the currency's own number of decimals, or more where the amount has more:
   * {@code 129.90}.
   */
  public String text() {
    var stripped = amount.stripTrailingZeros();
    var decimals = Math.max(Math.max(currency.getDefaultFractionDigits(), 0), stripped.scale());
    return stripped.setScale(decimals).toPlainString();
  }

  /** {@code 129.90 CNY}. */
  @Override
  public String toString() {
    return text() + " " + currency;
  }

  @Override
  public int compareTo(Money other) {
    return amount.compareTo(same(other).amount);
  }

  /** Equal by value: 1.5 and 1.50 of one currency are the same money. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Money money
        && currency.equals(money.currency)
        && amount.compareTo(money.amount) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hash(currency, amount.stripTrailingZeros());
  }

  private Money same(Money other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException(other.currency + " isn't " + currency);
    }
    return other;
  }
}
