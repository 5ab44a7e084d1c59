package io.tierstream.customer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SeenOrderTest {

  private static final Instant PAID = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void aPurchaseCountsFor365DaysToTheMicrosecond() {
    var purchase = order(PAID);
    var leaves = PAID.plus(Duration.ofDays(365));

    assertThat(purchase.leavesAt()).isEqualTo(leaves);
    assertThat(purchase.counted("CNY", PAID)).isEqualTo("9.50");
    assertThat(purchase.counted("CNY", leaves.minusNanos(1000))).isEqualTo("9.50");
    assertThat(purchase.counted("CNY", leaves)).isZero();
  }

  @Test
  void otherCurrenciesAndWhatIsNotPaidDoNotCount() {
    assertThat(order(PAID).counted("EUR", PAID)).isZero();
    assertThat(order(null).counted("CNY", PAID)).isZero();
  }

  private static SeenOrder order(Instant paidAt) {
    return new SeenOrder("O", "C", 1, false, PAID, paidAt, "CNY", new BigDecimal("9.50"));
  }
}
