package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Objects;
import java.util.stream.Stream;

/** What could be bought now, in any quantity from 1 up. */
sealed interface Offer {

  /** The greatest quantity there is. */
  BigInteger most();

  /** What a quantity comes to. */
  PurchaseTotals totals(BigInteger quantity);

  /**
   * From which quantities on the purchases in the window meet another cut-off or floor of {@code
   * model}, or one less; some may be no quantity at all.
   *
   * @param others in the window but for what is bought
   */
  Stream<BigInteger> cuts(ScoringModel model, PurchaseTotals others);

  /** Whether more is bought after less, and not in its place. */
  boolean isOneByOne();

  /** One purchase of so many units. */
  record OnePurchase(BigDecimal unit) implements Offer {

    @Override
    public BigInteger most() {
      return Order.AMOUNTS_END
          .divide(unit, 0, RoundingMode.CEILING)
          .toBigIntegerExact()
          .subtract(BigInteger.ONE);
    }

    @Override
    public PurchaseTotals totals(BigInteger quantity) {
      return new PurchaseTotals(1, unit.multiply(new BigDecimal(quantity)));
    }

    @Override
    public Stream<BigInteger> cuts(ScoringModel model, PurchaseTotals others) {
      BigDecimal divisor =
          model.monetaryBy() == Monetary.By.SUM
              ? BigDecimal.ONE
              : BigDecimal.valueOf(others.count() + 1L);
      return amounts(model)
          .map(amount -> up(amount.multiply(divisor).subtract(others.net()), unit));
    }

    @Override
    public boolean isOneByOne() {
      return false;
    }
  }

  /** So many purchases of {@code each}. */
  record EqualPurchases(BigDecimal each) implements Offer {

    /** Nobody buys more often. */
    private static final BigInteger MOST = BigInteger.valueOf(1_000_000);

    @Override
    public BigInteger most() {
      return MOST;
    }

    @Override
    public PurchaseTotals totals(BigInteger quantity) {
      return new PurchaseTotals(quantity.intValueExact(), each.multiply(new BigDecimal(quantity)));
    }

    @Override
    public Stream<BigInteger> cuts(ScoringModel model, PurchaseTotals others) {
      Stream<BigInteger> counts =
          Stream.concat(
                  model.frequency().stream(),
                  model.tiers().tiers().stream().map(Tier::minFrequency).filter(Objects::nonNull))
              .map(count -> BigInteger.valueOf((long) count - others.count()));
      return Stream.concat(
          counts,
          model.monetaryBy() == Monetary.By.SUM
              ? amounts(model).map(amount -> up(amount.subtract(others.net()), each))
              : amounts(model)
                  .filter(amount -> amount.compareTo(each) != 0)
                  .map(amount -> mean(amount, others)));
    }

    /** From how many on the mean has passed {@code amount} on its way to {@code each}. */
    private BigInteger mean(BigDecimal amount, PurchaseTotals others) {
      BigDecimal missing =
          amount.multiply(BigDecimal.valueOf(others.count())).subtract(others.net());
      return each.compareTo(amount) > 0
          ? up(missing, each.subtract(amount))
          : missing
              .negate()
              .divide(amount.subtract(each), 0, RoundingMode.FLOOR)
              .toBigInteger()
              .add(BigInteger.ONE);
    }

    @Override
    public boolean isOneByOne() {
      return true;
    }
  }

  private static Stream<BigDecimal> amounts(ScoringModel model) {
    return Stream.concat(
        model.monetary().stream(),
        model.tiers().tiers().stream().map(Tier::minMonetary).filter(Objects::nonNull));
  }

  private static BigInteger up(BigDecimal amount, BigDecimal unit) {
    return amount.divide(unit, 0, RoundingMode.CEILING).toBigInteger();
  }
}
