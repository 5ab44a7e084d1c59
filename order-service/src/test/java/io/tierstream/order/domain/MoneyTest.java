package io.tierstream.order.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Currency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {

  @ParameterizedTest
  @CsvSource({
    "CNY,129.9,129.90",
    "CNY,0,0.00",
    "CNY,0.0000,0.00",
    "GBP,2042.761,2042.761",
    "GBP,1.2345,1.2345",
    "CNY,1E+3,1000.00",
    "JPY,100,100",
    "BHD,1.5,1.500"
  })
  void textHasTheDecimalsOfItsCurrencyOrMore(String currency, String amount, String text) {
    assertThat(money(amount, currency).text()).isEqualTo(text);
  }

  @Test
  void moneyIsEqualByValue() {
    assertThat(money("1.5", "CNY"))
        .isEqualTo(money("1.50", "CNY"))
        .hasSameHashCodeAs(money("1.50", "CNY"));
    assertThat(money("1.5", "CNY")).isNotEqualTo(money("1.5", "GBP"));
  }

  @Test
  void currenciesDoNotMix() {
    assertThatThrownBy(() -> money("1", "CNY").plus(money("1", "GBP")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fiveDecimalsAreTooMany() {
    assertThatThrownBy(() -> money("1.00001", "CNY")).isInstanceOf(IllegalArgumentException.class);
    assertThat(money("1.10000", "CNY").text()).isEqualTo("1.10");
  }

  private static Money money(String amount, String currency) {
    return new Money(new BigDecimal(amount), Currency.getInstance(currency));
  }
}
