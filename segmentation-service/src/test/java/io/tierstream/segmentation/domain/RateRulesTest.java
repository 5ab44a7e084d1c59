package io.tierstream.segmentation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateRulesTest {

  @ParameterizedTest
  @ValueSource(strings = {"0.000000000001", "1", "7.81250000000000000", "999999999999", "1E11"})
  void aRateIsAboveZeroAndOfTwelveDigitsOnEachSide(String rate) {
    assertThat(RateRules.isRate(new BigDecimal(rate))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "-1", "0.0000000000001", "1000000000000", "1E-2147483647", "1E2147483647"})
  void whatIsNotARateIsRefused(String rate) {
    assertThat(RateRules.isRate(new BigDecimal(rate))).isFalse();
  }

  @Test
  void daysHaveRatesFrom1900To9999() {
    assertThat(RateRules.isDay(LocalDate.of(1899, 12, 31))).isFalse();
    assertThat(RateRules.isDay(LocalDate.of(1900, 1, 1))).isTrue();
    assertThat(RateRules.isDay(LocalDate.of(9999, 12, 31))).isTrue();
    assertThat(RateRules.isDay(LocalDate.of(10_000, 1, 1))).isFalse();
  }
}
