package io.tierstream.order.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tierstream.order.domain.OrderFact.OrderRefunded;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderTest {

  private static final Currency CNY = Currency.getInstance("CNY");
  private static final Instant PLACED = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant PAID = Instant.parse("2026-01-02T03:05:00Z");
  private static final Instant LATER = Instant.parse("2026-01-09T10:00:00Z");

  @Test
  void aNewOrderIsTheSumOfItsLines() {
    var order = anOrder(line(2, "10.50"), line(1, "0.001"));

    assertThat(order.total()).isEqualTo(cny("21.001"));
    assertThat(order.status()).isEqualTo(OrderStatus.PLACED);
    assertThat(order.version()).isEqualTo(1);
    assertThat(order.paidAt()).isNull();
  }

  @Test
  void paymentMakesItAPurchaseOfThatInstant() {
    var paid = anOrder(line(1, "10")).pay(PAID);

    assertThat(paid.occurredAt()).isEqualTo(PAID);
    assertThat(paid.order().status()).isEqualTo(OrderStatus.PAID);
    assertThat(paid.order().paidAt()).isEqualTo(PAID);
    assertThat(paid.order().version()).isEqualTo(2);
  }

  @Test
  void partialRefundsAddUpAndTheLastOneClosesTheOrder() {
    var first = aPurchase("10.00").refund(cny("4"), LATER);
    var second = first.order().refund(cny("6.00"), LATER);

    assertThat(first.order().status()).isEqualTo(OrderStatus.PARTIALLY_REFUNDED);
    assertThat(first.order().rest()).isEqualTo(cny("6"));
    assertThat(second.order().status()).isEqualTo(OrderStatus.REFUNDED);
    assertThat(second.order().version()).isEqualTo(4);
  }

  @Test
  void aRefundIsDatedByItselfAndLeavesThePurchaseWhereItIs() {
    OrderRefunded refunded = aPurchase("10.00").refund(cny("4"), LATER);

    assertThat(refunded.occurredAt()).isEqualTo(LATER);
    assertThat(refunded.order().paidAt()).isEqualTo(PAID);
  }

  @Test
  void noMoreThanTheRestIsRefunded() {
    var order = aPurchase("10.00").refund(cny("4"), LATER).order();

    assertThatThrownBy(() -> order.refund(cny("6.0001"), LATER))
        .isInstanceOfSatisfying(
            RefundExceedsRest.class, e -> assertThat(e.rest()).isEqualTo(cny("6")))
        .hasMessageContaining("6.00 CNY");
  }

  @Test
  void aRefundIsInTheCurrencyOfTheOrder() {
    var pounds = new Money(BigDecimal.ONE, Currency.getInstance("GBP"));

    assertThatThrownBy(() -> aPurchase("10").refund(pounds, LATER))
        .isInstanceOf(OtherCurrency.class);
  }

  @Test
  void cancellingAPlacedOrderRefundsNothing() {
    var cancelled = anOrder(line(1, "10")).cancel(LATER).order();

    assertThat(cancelled.status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(cancelled.refunded().isZero()).isTrue();
    assertThat(cancelled.paidAt()).isNull();
  }

  @Test
  void cancellingAPurchaseRefundsEverything() {
    var cancelled = aPurchase("10").cancel(LATER).order();

    assertThat(cancelled.status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(cancelled.refunded()).isEqualTo(cancelled.total());
    assertThat(cancelled.paidAt()).isEqualTo(PAID);
  }

  @Test
  void impossibleStepsNameTheState() {
    var placed = anOrder(line(1, "10"));
    var paid = aPurchase("10");
    var partly = paid.refund(cny("1"), LATER).order();
    var refunded = paid.refund(cny("10"), LATER).order();
    var cancelled = placed.cancel(LATER).order();

    assertImpossible(() -> placed.refund(cny("1"), LATER), OrderStatus.PLACED);
    assertImpossible(() -> paid.pay(LATER), OrderStatus.PAID);
    assertImpossible(() -> partly.pay(LATER), OrderStatus.PARTIALLY_REFUNDED);
    assertImpossible(() -> partly.cancel(LATER), OrderStatus.PARTIALLY_REFUNDED);
    assertImpossible(() -> refunded.refund(cny("1"), LATER), OrderStatus.REFUNDED);
    assertImpossible(() -> refunded.cancel(LATER), OrderStatus.REFUNDED);
    assertImpossible(() -> cancelled.pay(LATER), OrderStatus.CANCELLED);
    assertImpossible(() -> cancelled.refund(cny("1"), LATER), OrderStatus.CANCELLED);
    assertImpossible(() -> cancelled.cancel(LATER), OrderStatus.CANCELLED);
  }

  private static void assertImpossible(Runnable step, OrderStatus state) {
    assertThatThrownBy(step::run)
        .isInstanceOfSatisfying(ImpossibleStep.class, e -> assertThat(e.status()).isEqualTo(state))
        .hasMessageContaining(state.name());
  }

  private static Order aPurchase(String price) {
    return anOrder(line(1, price)).pay(PAID).order();
  }

  private static Order anOrder(OrderLine... lines) {
    return Order.place("O-1", "C-1", CNY, null, List.of(lines), Benefits.none(), null, PLACED)
        .order();
  }

  private static OrderLine line(int quantity, String price) {
    return new OrderLine("A", null, quantity, new BigDecimal(price));
  }

  private static Money cny(String amount) {
    return new Money(new BigDecimal(amount), CNY);
  }
}
