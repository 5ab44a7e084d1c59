package io.tierstream.customer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeenOrderTest {

  private static final Rates NONE = new Rates("CNY", Map.of());
  private static final Instant PAID = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void aPurchaseCountsFor365DaysToTheMicrosecond() {
    var purchase = order(PAID);
    var leaves = PAID.plus(Duration.ofDays(365));

    assertThat(purchase.leavesAt()).isEqualTo(leaves);
    assertThat(purchase.counted(NONE, PAID)).isEqualTo("9.50");
    assertThat(purchase.counted(NONE, leaves.minusNanos(1000))).isEqualTo("9.50");
    assertThat(purchase.counted(NONE, leaves)).isZero();
  }

  @Test
  void whatIsNotPaidDoesNotCountAndNeedsNoRate() {
    assertThat(order(null).counted(NONE, PAID)).isZero();
    assertThat(order(null).counted(new Rates("EUR", Map.of()), PAID)).isZero();
    assertThat(order(null).convertedBy("EUR")).isEmpty();
    assertThat(order(PAID).convertedBy("CNY")).isEmpty();
  }

  @Test
  void anotherCurrencyCountsExactlyByTheRateOfThePaymentsUtcDay() {
    var day = LocalDate.of(2026, 1, 2);
    var rates = new Rates("EUR", Map.of(new RateKey("CNY", day), new BigDecimal("0.123456789012")));
    var lastInstant = Instant.parse("2026-01-02T23:59:59.999999Z");

    assertThat(order(PAID).convertedBy("EUR")).contains(new RateKey("CNY", day));
    assertThat(order(PAID).counted(rates, PAID)).isEqualByComparingTo("1.172839495614");
    assertThat(order(lastInstant).counted(rates, lastInstant)).isPositive();
    assertThat(order(lastInstant.plusNanos(1000)).counted(rates, lastInstant)).isZero();
    assertThat(order(PAID).counted(rates, PAID.plus(Duration.ofDays(365)))).isZero();
  }

  private static SeenOrder order(Instant paidAt) {
    return new SeenOrder("O", "C", 1, false, PAID, paidAt, "CNY", new BigDecimal("9.50"));
  }
}
