package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.TODAY;
import static io.tierstream.segmentation.domain.Customer.aCustomer;
import static io.tierstream.segmentation.domain.Customer.daysAgo;
import static io.tierstream.segmentation.domain.StandingAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OrderTest {

  @Test
  @Tag("domain-1.4")
  void anOrderThatIsOnlyPlacedIsNoPurchase() {
    var customer = aCustomer().placed("100", daysAgo(2));
    assertThat(customer.order("100").isPurchase()).isFalse();
    assertThat(customer.standing(TODAY)).hasNoTier().hasFrequency(0).is(Lifecycle.PROSPECT);
  }

  @Test
  @Tag("domain-1.5")
  void aPurchaseCountsFromItsPaymentNotFromItsPlacing() {
    var customer = aCustomer().placed("100", daysAgo(10)).paid("100", daysAgo(3));
    assertThat(customer.standing(TODAY)).hasRecencyOf(3, TODAY).hasFrequency(1);
  }

  @Test
  @Tag("domain-1.5")
  void aRefundIsPostedToThePurchaseDate() {
    var customer = aCustomer().boughtFor("300.00", daysAgo(40)).boughtFor("80.00", daysAgo(3));
    assertThat(customer.refunded("80.00", daysAgo(1)).standing(TODAY))
        .hasRecencyOf(40, TODAY)
        .hasFrequency(1)
        .hasMonetary("300.00");
  }

  @Test
  @Tag("domain-1.5")
  @Tag("domain-1.6")
  @Tag("domain-1.7")
  void aPartialRefundLeavesTheRestAtThePurchaseDate() {
    var customer = aCustomer().boughtFor("300.00", daysAgo(40));
    assertThat(customer.refundedPartOf("300.00", "299.99", daysAgo(1)).standing(TODAY))
        .hasRecencyOf(40, TODAY)
        .hasFrequency(1)
        .hasMonetary("0.01");
  }

  @Test
  @Tag("domain-1.4")
  @Tag("domain-1.7")
  void aPurchaseOfNothingIsKeptAndDoesNotQualify() {
    var customer = aCustomer().boughtFor("0.00", daysAgo(1));
    assertThat(customer.order("0.00").isPurchase()).isTrue();
    assertThat(customer.standing(TODAY)).hasNoTier().hasFrequency(0);
    assertThat(customer.standing().facts().orders().size()).isEqualTo(1);
  }

  @Test
  @Tag("domain-1.7")
  void aPartialRefundOfEverythingLeavesNothingThatQualifies() {
    var customer = aCustomer().boughtFor("10", daysAgo(2)).refundedPartOf("10", "10", daysAgo(1));
    assertThat(customer.standing(TODAY)).hasNoTier().hasFrequency(0);
  }

  @Test
  @Tag("domain-1.1")
  void aCancellationAfterPaymentRefundsEverything() {
    var customer = aCustomer().boughtFor("10", daysAgo(2)).cancelled("10", daysAgo(1));
    assertThat(customer.standing(TODAY)).hasNoTier().hasFrequency(0).hasMonetary("0");
  }

  @Test
  void aCancellationBeforePaymentLeavesAProspect() {
    var customer = aCustomer().placed("10", daysAgo(2)).cancelled("10", daysAgo(1));
    assertThat(customer.standing(TODAY)).hasNoTier().is(Lifecycle.PROSPECT).neverChanges();
  }

  @ParameterizedTest
  @EnumSource(
      value = OrderStatus.class,
      names = {"REFUNDED", "CANCELLED"})
  @Tag("domain-1.1")
  @Tag("domain-1.7")
  void whatIsRefundedOrCancelledQualifiesNoMoreWhateverWasGivenBack(OrderStatus status) {
    assertThat(order(status, "10", "9.99", TODAY, TODAY).qualifies()).isFalse();
  }

  @Test
  @Tag("domain-1.3")
  @Tag("domain-4.6")
  void theHighestVersionWinsWhateverComesLater() {
    var customer = aCustomer().boughtFor("100", daysAgo(9));
    Order paid = customer.order("100");
    customer.refundedPartOf("100", "30", daysAgo(5));
    Standing before = customer.standing();
    customer.hears(new OrderFact(paid, daysAgo(9)), daysAgo(1));
    assertThat(customer.standing()).isSameAs(before);
    assertThat(customer.applications()).hasSize(2);
  }

  @Test
  @Tag("domain-1.3")
  @Tag("domain-4.6")
  void anEqualVersionChangesNothing() {
    var customer = aCustomer().boughtFor("100", daysAgo(200));
    Standing before = customer.standing();
    customer.hears(new OrderFact(customer.order("100"), daysAgo(200)), TODAY);
    assertThat(customer.standing()).isSameAs(before);
  }

  @Test
  @Tag("domain-1.2")
  void aRefundHeardBeforeItsPurchaseNeedsNothingElse() {
    var knowing = aCustomer().boughtFor("100", daysAgo(9)).refundedPartOf("100", "30", daysAgo(5));
    var other = aCustomer().hears(new OrderFact(knowing.order("100"), daysAgo(5)), daysAgo(5));
    assertThat(other.standing(TODAY)).hasMonetary("70").hasFrequency(1).hasRecencyOf(9, TODAY);
  }

  @Test
  @Tag("domain-1.21")
  void instantsAreCutToMicroseconds() {
    Instant fine = Instant.parse("2026-01-01T00:00:00.123456789Z");
    Order order = order(OrderStatus.PAID, "1", "0", fine, fine);
    Instant cut = Instant.parse("2026-01-01T00:00:00.123456Z");
    assertThat(order.placedAt()).isEqualTo(cut);
    assertThat(order.paidAt()).isEqualTo(cut);
    assertThat(new OrderFact(order, fine).occurredAt()).isEqualTo(cut);
  }

  @Test
  @Tag("domain-1.22")
  void aFactMoreThanFiveMinutesAheadOfItsRecordIsRefused() {
    Instant recorded = TODAY;
    Instant tolerated = recorded.plusSeconds(300);
    Order order = order(OrderStatus.PAID, "1", "0", recorded, recorded);
    var customer = aCustomer().hears(new OrderFact(order, tolerated), recorded);
    assertThat(customer.standing().asOf()).isEqualTo(tolerated);

    OrderFact tooFar = new OrderFact(order, Customer.justAfter(tolerated));
    assertThat(tooFar.isAheadOf(recorded)).isTrue();
    assertThatThrownBy(() -> aCustomer().hears(tooFar, recorded))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "PLACED, 10, 0, true, paidAt",
    "PAID, 10, 0, false, paidAt",
    "PARTIALLY_REFUNDED, 10, 1, false, paidAt",
    "REFUNDED, 10, 10, false, paidAt",
    "PAID, -1, 0, true, total",
    "PAID, 10, -1, true, refunded",
    "PARTIALLY_REFUNDED, 10, 10.01, true, refunded",
    "PAID, 1E+1000000000, 0, true, total",
    "PAID, 1E-1000000000, 0, true, total",
  })
  @Tag("domain-1.1")
  void whatNoOrderCanBeIsRefused(
      OrderStatus status, String total, String refunded, boolean paid, String part) {
    assertThatThrownBy(() -> order(status, total, refunded, TODAY, paid ? TODAY : null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(part);
  }

  @Test
  void anInstantNoCalendarHasIsRefused() {
    Order order = order(OrderStatus.PAID, "1", "0", TODAY, TODAY);
    for (Instant never : List.of(Instant.MIN, Instant.MAX)) {
      assertThatThrownBy(() -> order(OrderStatus.PAID, "1", "0", never, TODAY))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("placedAt");
      assertThatThrownBy(() -> order(OrderStatus.PAID, "1", "0", TODAY, never))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("paidAt");
      assertThatThrownBy(() -> new OrderFact(order, never))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("occurredAt");
    }
  }

  @Test
  void aVersionIsPositive() {
    assertThatThrownBy(
            () ->
                new Order(
                    "O-1", 0, OrderStatus.PAID, BigDecimal.TEN, BigDecimal.ZERO, TODAY, TODAY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("version");
  }

  private static Order order(
      OrderStatus status, String total, String refunded, Instant placedAt, Instant paidAt) {
    return new Order(
        "O-1", 1, status, new BigDecimal(total), new BigDecimal(refunded), placedAt, paidAt);
  }
}
