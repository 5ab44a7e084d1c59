package io.tierstream.segmentation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Sums and comparisons in longs against those of {@link BigDecimal}. */
class SumTest {

  @Property(tries = 2000)
  void comesToWhatBigDecimalsDo(
      @ForAll("amounts") List<BigDecimal> amounts, @ForAll("amounts") List<BigDecimal> others) {
    Sum sum = new Sum();
    amounts.forEach(sum::add);
    Sum other = new Sum();
    others.forEach(other::add);
    BigDecimal expected = amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(sum.total()).isEqualTo(expected);
    assertThat(new Sum().add(sum).add(other).total())
        .isEqualTo(expected.add(others.stream().reduce(BigDecimal.ZERO, BigDecimal::add)));
    assertThat(sum.total()).as("still").isEqualTo(expected);
    FewerTries.often("it is wider than a long", !Unscaled.fits(expected), 20);
    FewerTries.often("it isn't", Unscaled.fits(expected), 20);
  }

  @Example
  void goesOnBeyondALong() {
    BigDecimal most = new BigDecimal("999999999999999999");
    Sum sum = new Sum();
    BigDecimal expected = BigDecimal.ZERO;
    for (int i = 0; i < 20; i++) {
      sum.add(most);
      expected = expected.add(most);
      assertThat(sum.total()).isEqualTo(expected);
    }
    assertThat(sum.add(new BigDecimal("0.000000000000000001")).total())
        .isEqualTo(expected.add(new BigDecimal("0.000000000000000001")));
  }

  @Property(tries = 2000)
  void comparesLikeBigDecimals(
      @ForAll("amount") BigDecimal number,
      @ForAll("amount") BigDecimal other,
      @ForAll("times") int times,
      @ForAll int whole) {
    BigDecimal product = other.multiply(BigDecimal.valueOf(times));
    assertThat(Unscaled.compare(number, other, times)).isEqualTo(number.compareTo(product));
    assertThat(Unscaled.compare(whole, other, times))
        .isEqualTo(BigDecimal.valueOf(whole).compareTo(product));
    assertThat(Unscaled.compare(product, other, times)).isZero();
    BigDecimal nearly = product.subtract(product.ulp());
    assertThat(Unscaled.compare(nearly, other, times)).isNegative();
  }

  @Property(tries = 1000)
  void knowsTheDigitsOfWhatFits(@ForAll("amount") BigDecimal number) {
    assertThat(Unscaled.fits(number)).isEqualTo(number.precision() <= 18);
    if (Unscaled.fits(number)) {
      assertThat(BigDecimal.valueOf(Unscaled.of(number), number.scale())).isEqualTo(number);
    }
  }

  @Provide
  Arbitrary<List<BigDecimal>> amounts() {
    return amount().list().ofMaxSize(20);
  }

  /** As orders have them, wider, and below zero. */
  @Provide
  Arbitrary<BigDecimal> amount() {
    Arbitrary<BigDecimal> money =
        Combinators.combine(
                Arbitraries.longs().between(0, 100_000_000), Arbitraries.integers().between(0, 4))
            .as(BigDecimal::valueOf);
    Arbitrary<BigDecimal> wide =
        Combinators.combine(
                Arbitraries.bigIntegers()
                    .between(BigInteger.TEN.pow(36).negate(), BigInteger.TEN.pow(36)),
                Arbitraries.integers().between(-18, 18))
            .as(BigDecimal::new);
    Arbitrary<BigDecimal> ofLongs =
        Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(-18, 18))
            .as(BigDecimal::valueOf);
    return Arbitraries.frequencyOf(Tuple.of(20, money), Tuple.of(1, ofLongs), Tuple.of(1, wide));
  }

  @Provide
  Arbitrary<Integer> times() {
    return Arbitraries.integers().between(1, 4_000_000);
  }
}
