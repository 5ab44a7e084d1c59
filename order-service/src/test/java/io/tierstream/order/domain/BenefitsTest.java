package io.tierstream.order.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenefitsTest {

  private static final Benefits BENEFITS =
      new Benefits(
          Map.of(
              "BRONZE",
              BigDecimal.ZERO,
              "GOLD",
              new BigDecimal("5"),
              "STAFF",
              new BigDecimal("100")));

  @Test
  void aTierTakesItsPercentageOff() {
    assertThat(BENEFITS.of("GOLD", money("1299.00", "CNY")))
        .isEqualTo(new Benefit("GOLD", money("64.95", "CNY")));
  }

  @Test
  void aDiscountIsRoundedHalfEvenToWhatCanBePaid() {
    assertThat(BENEFITS.of("GOLD", money("0.50", "CNY")).discount())
        .isEqualTo(money("0.02", "CNY"));
    assertThat(BENEFITS.of("GOLD", money("0.70", "CNY")).discount())
        .isEqualTo(money("0.04", "CNY"));
    assertThat(BENEFITS.of("GOLD", money("1050", "JPY")).discount()).isEqualTo(money("52", "JPY"));
  }

  @Test
  void noDiscountIsLargerThanTheOrder() {
    assertThat(BENEFITS.of("STAFF", money("0.0075", "CNY")).discount())
        .isEqualTo(money("0.0075", "CNY"));
  }

  @Test
  void whoHasNoTierOrOneWithoutBenefitGetsNothing() {
    assertThat(BENEFITS.of(null, money("100", "CNY"))).isNull();
    assertThat(BENEFITS.of("BRONZE", money("100", "CNY"))).isNull();
    assertThat(BENEFITS.of("UNKNOWN", money("100", "CNY"))).isNull();
    assertThat(BENEFITS.of("GOLD", money("0.05", "CNY"))).isNull();
  }

  @Test
  void aBenefitIsAPercentage() {
    assertThatThrownBy(() -> new Benefits(Map.of("GOLD", new BigDecimal("101"))))
        .hasMessageContaining("GOLD");
    assertThatThrownBy(() -> new Benefits(Map.of("GOLD", new BigDecimal("-1"))))
        .hasMessageContaining("GOLD");
  }

  private static Money money(String amount, String currency) {
    return new Money(new BigDecimal(amount), Currency.getInstance(currency));
  }
}
