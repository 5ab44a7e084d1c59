package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.TODAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ForeignOrderTest {

  private static final Instant JUST_BEFORE_MIDNIGHT = Instant.parse("2026-01-31T23:59:59.999999Z");

  private static ForeignOrder order(OrderStatus status, String refunded, Instant paidAt) {
    return new ForeignOrder(
        "EUR", new Order("O-1", 3, status, amount("129.90"), amount(refunded), TODAY, paidAt));
  }

  @Test
  @Tag("domain-1.8")
  void aPurchaseAndItsRefundAreConvertedAtTheRateOfItsDay() {
    ForeignOrder foreign = order(OrderStatus.PARTIALLY_REFUNDED, "29.90", JUST_BEFORE_MIDNIGHT);
    assertThat(foreign.rateDay()).isEqualTo(LocalDate.of(2026, 1, 31));
    Order order = foreign.at(amount("7.8125"));
    assertThat(order.net()).isEqualByComparingTo("781.25");
    assertThat(order.refunded()).isEqualByComparingTo("233.59375");
    assertThat(order.foreign()).isEqualTo(new Foreign("EUR", amount("129.90"), amount("29.90")));
    assertThat(order.version()).isEqualTo(3);
    assertThat(order.paidAt()).isEqualTo(JUST_BEFORE_MIDNIGHT);
  }

  @Test
  @Tag("domain-1.8")
  void untilItIsPaidNothingOfItCountsAndNoRateIsAsked() {
    ForeignOrder foreign = order(OrderStatus.PLACED, "0", null);
    assertThat(foreign.rateDay()).isNull();
    Order order = foreign.at(null);
    assertThat(order.total()).isZero();
    assertThat(order.qualifies()).isFalse();
    assertThat(order.foreign().total()).isEqualByComparingTo("129.90");
  }

  @Test
  @Tag("domain-1.9")
  void noRateIsGuessed() {
    ForeignOrder foreign = order(OrderStatus.PAID, "0", TODAY);
    assertThatThrownBy(() -> foreign.at(null)).hasMessageContaining("there must be a rate");
  }

  private static BigDecimal amount(String amount) {
    return new BigDecimal(amount);
  }
}
