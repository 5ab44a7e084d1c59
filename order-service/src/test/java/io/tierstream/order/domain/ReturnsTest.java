package io.tierstream.order.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReturnsTest {

  private static final Instant START = Instant.parse("2011-01-01T00:00:00Z");

  @Test
  void theNewestPurchaseComesFirst() {
    var outcome =
        Returns.match(
            List.of(bought("A", 1, 10, "1"), bought("B", 2, 10, "2")),
            List.of(returned("N", 3, 1, 4)));

    assertThat(outcome.matches()).extracting(ReturnsTest::text).containsExactly("N→B 4 × 2 = 8");
    assertThat(outcome.shortages()).isEmpty();
  }

  @Test
  void whatOnePurchaseLacksTheOneBeforeItGives() {
    var outcome =
        Returns.match(
            List.of(bought("A", 1, 10, "1"), bought("B", 2, 3, "2")),
            List.of(returned("N", 3, 1, 5)));

    assertThat(outcome.matches())
        .extracting(ReturnsTest::text)
        .containsExactly("N→B 3 × 2 = 6", "N→A 2 × 1 = 2");
  }

  @Test
  void atOneInstantTheHigherOrderIdComesFirst() {
    var outcome =
        Returns.match(
            List.of(bought("536365", 1, 1, "1"), bought("536366", 1, 1, "2")),
            List.of(returned("N", 1, 1, 1)));

    assertThat(outcome.matches())
        .extracting(ReturnsTest::text)
        .containsExactly("N→536366 1 × 2 = 2");
  }

  @Test
  void withinAnOrderLinesComeInFileOrder() {
    var outcome =
        Returns.match(
            List.of(bought("A", 1, 1, "5", 8), bought("A", 1, 1, "7", 3)),
            List.of(returned("N", 2, 9, 1)));

    assertThat(outcome.matches()).extracting(ReturnsTest::text).containsExactly("N→A 1 × 7 = 7");
  }

  @Test
  void aPurchaseOfTheSameInstantCountsAndALaterOneDoesNot() {
    var outcome =
        Returns.match(
            List.of(bought("A", 2, 1, "1"), bought("B", 3, 5, "1")),
            List.of(returned("N", 2, 1, 2)));

    assertThat(outcome.matches()).extracting(ReturnsTest::text).containsExactly("N→A 1 × 1 = 1");
    assertThat(outcome.shortages())
        .singleElement()
        .matches(shortage -> shortage.missing() == 1 && !shortage.isTotal());
  }

  @Test
  void withoutAnyPurchaseTheShortageIsTotal() {
    var outcome = Returns.match(List.of(), List.of(returned("N", 2, 1, 2)));

    assertThat(outcome.matches()).isEmpty();
    assertThat(outcome.shortages()).singleElement().matches(Returns.Shortage::isTotal);
  }

  @Test
  void returnsAreTakenInTimeOrderAndThenRowByRow() {
    var outcome =
        Returns.match(
            List.of(bought("A", 1, 3, "1")),
            List.of(returned("LATE", 9, 1, 2), returned("B", 5, 7, 1), returned("A", 5, 8, 1)));

    assertThat(outcome.matches())
        .extracting(ReturnsTest::text)
        .containsExactly("B→A 1 × 1 = 1", "A→A 1 × 1 = 1", "LATE→A 1 × 1 = 1");
    assertThat(outcome.shortages())
        .singleElement()
        .matches(shortage -> shortage.returned().noteId().equals("LATE"));
  }

  private static String text(Returns.Match match) {
    return match.returned().noteId()
        + "→"
        + match.purchase().orderId()
        + " "
        + match.quantity()
        + " × "
        + match.purchase().unitPrice()
        + " = "
        + match.amount();
  }

  private static PurchaseLine bought(String order, int day, int quantity, String price) {
    return bought(order, day, quantity, price, 1);
  }

  private static PurchaseLine bought(
      String order, int day, int quantity, String price, long position) {
    return new PurchaseLine(order, position, day(day), quantity, new BigDecimal(price));
  }

  private static ReturnLine returned(String note, int day, long line, int quantity) {
    return new ReturnLine(note, day(day), line, quantity);
  }

  private static Instant day(int number) {
    return START.plus(Duration.ofDays(number));
  }
}
