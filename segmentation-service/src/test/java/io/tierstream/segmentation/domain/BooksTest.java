package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.TODAY;
import static io.tierstream.segmentation.domain.Customer.daysAgo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** What order books and feedback books are as values. */
class BooksTest {

  private static final KnownOrder FIRST = order("O-1", daysAgo(2));
  private static final KnownOrder SECOND = order("O-2", daysAgo(1));
  private static final KnownFeedback SPOKEN = feedback("F-1", daysAgo(2));
  private static final KnownFeedback SPOKEN_AGAIN = feedback("F-2", daysAgo(1));

  @Test
  void booksOfTheSameOrdersAreEqual() {
    OrderBook book = OrderBook.of(List.of(SECOND, FIRST));
    assertThat(book)
        .isEqualTo(OrderBook.empty().with(FIRST).with(SECOND))
        .hasSameHashCodeAs(List.of(FIRST, SECOND));
    assertThat(book)
        .isNotEqualTo(OrderBook.of(List.of(FIRST)))
        .isNotEqualTo(OrderBook.of(List.of(FIRST, order("O-3", daysAgo(1)))))
        .isNotEqualTo(List.of(FIRST, SECOND));
  }

  @Test
  void booksOfTheSameFeedbackAreEqual() {
    FeedbackBook book = FeedbackBook.of(List.of(SPOKEN_AGAIN, SPOKEN));
    assertThat(book)
        .isEqualTo(FeedbackBook.empty().with(SPOKEN).with(SPOKEN_AGAIN))
        .hasSameHashCodeAs(List.of(SPOKEN, SPOKEN_AGAIN));
    assertThat(book)
        .isNotEqualTo(FeedbackBook.of(List.of(SPOKEN)))
        .isNotEqualTo(List.of(SPOKEN, SPOKEN_AGAIN));
  }

  /** Logs name keys, never payloads. */
  @Test
  void aBookInALogSaysNoMoreThanItsSize() {
    assertThat(OrderBook.of(List.of(FIRST, SECOND))).hasToString("OrderBook of 2");
    assertThat(FeedbackBook.of(List.of(SPOKEN))).hasToString("FeedbackBook of 1");
  }

  @Test
  void thereIsNothingAfterTheLastOrder() {
    Iterator<KnownOrder> orders = OrderBook.of(List.of(FIRST)).all().iterator();
    orders.next();
    assertThatThrownBy(orders::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void factsAreCountedTogether() {
    assertThat(Facts.none().size()).isZero();
    assertThat(
            new Facts(
                    OrderBook.of(List.of(FIRST, SECOND)),
                    FeedbackBook.of(List.of(SPOKEN, SPOKEN_AGAIN, feedback("F-3", TODAY))),
                    null)
                .size())
        .isEqualTo(5);
  }

  private static KnownOrder order(String id, Instant at) {
    return new KnownOrder(
        new Order(id, 1, OrderStatus.PAID, BigDecimal.TEN, BigDecimal.ZERO, at, at), 1);
  }

  private static KnownFeedback feedback(String id, Instant at) {
    return new KnownFeedback(
        new Feedback(
            id,
            1,
            FeedbackKind.REVIEW,
            BigDecimal.TEN.movePointLeft(1),
            null,
            FeedbackStatus.RECEIVED,
            null,
            at),
        1);
  }
}
