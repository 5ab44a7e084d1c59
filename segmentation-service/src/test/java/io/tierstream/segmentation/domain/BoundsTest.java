package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.TODAY;
import static io.tierstream.segmentation.domain.Customer.inDays;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is just allowed. */
class BoundsTest {

  private static final SatisfactionRules RULES = ScoringModel.standard().satisfaction();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "999999999999999999",
        "1E+17",
        "0.000000000000000001",
        "123456789012345678.123456789012345678"
      })
  void anAmountHasUpToEighteenDigitsOnEitherSide(String amount) {
    assertThat(bought(amount, TODAY).net()).isEqualByComparingTo(amount);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1000000000000000000", "1E+18", "0.0000000000000000001"})
  void anAmountWithMoreIsRefused(String amount) {
    assertThatThrownBy(() -> bought(amount, TODAY)).hasMessage("total has too many digits");
  }

  @Test
  void instantsAreFromTheYearOneToTheYear9999() {
    Instant first = Instant.parse("0001-01-01T00:00:00Z");
    Instant last = Instant.parse("9999-12-31T23:59:59.999999Z");
    assertThat(bought("1", first).paidAt()).isEqualTo(first);
    assertThat(bought("1", last).paidAt()).isEqualTo(last);
    assertThatThrownBy(() -> bought("1", first.minusNanos(1))).hasMessageContaining("out of range");
    assertThatThrownBy(() -> bought("1", last.plusNanos(1_000)))
        .hasMessageContaining("out of range");
  }

  @Test
  void weightsAreFromZeroToAMillion() {
    assertThat(new Weights(0, 0, 1, 0).composite(new Scores(1, 1, 5, 1)).rounded())
        .isEqualByComparingTo("5");
    assertThat(
            new Weights(1_000_000, 1_000_000, 1_000_000, 1_000_000)
                .composite(new Scores(5, 5, 5, 5))
                .rounded())
        .isEqualByComparingTo("5");
  }

  @Test
  void satisfactionRulesMayBeAsWideAsTheScale() {
    List<BigDecimal> cuts =
        List.of(
            BigDecimal.ONE, new BigDecimal("2.0001"), BigDecimal.valueOf(5), BigDecimal.valueOf(5));
    for (String prior : List.of("0.0001", "1000000")) {
      assertThat(new SatisfactionRules(cuts, Duration.ofDays(36_500), new BigDecimal(prior)))
          .extracting(SatisfactionRules::cutOffs)
          .isEqualTo(cuts);
    }
    assertThatThrownBy(
            () -> new SatisfactionRules(cuts, Duration.ofDays(1), new BigDecimal("1000000.01")))
        .hasMessageContaining("prior weight");
    assertThatThrownBy(() -> new SatisfactionRules(cuts, Duration.ofDays(-1), BigDecimal.ONE))
        .hasMessageContaining("half-life");
  }

  @Test
  @Tag("domain-3.5")
  void aCrossingAfterTheYear9999NeverComes() {
    Instant late = Instant.parse("9990-01-01T00:00:00Z");
    Feedback rating = rated("F-1", "5", late);
    FeedbackBook book = FeedbackBook.of(List.of(new KnownFeedback(rating, 1)));
    assertThat(book.satisfaction(halfLife(100), late).nextCrossing(late)).isBefore(Order.LATEST);
    assertThat(book.satisfaction(halfLife(36_500), late).nextCrossing(late)).isNull();
  }

  @Test
  void whoAsksByAnotherHalfLifeIsAnsweredByIt() {
    Feedback first = rated("F-1", "5", TODAY);
    Feedback second = rated("F-2", "1", inDays(90));
    List<KnownFeedback> known = List.of(new KnownFeedback(first, 1), new KnownFeedback(second, 2));
    FeedbackBook asked = FeedbackBook.of(known);
    asked.satisfaction(RULES, inDays(90));
    assertThat(asked.satisfaction(halfLife(30), inDays(90)))
        .isEqualTo(FeedbackBook.of(known).satisfaction(halfLife(30), inDays(90)));
    assertThat(asked.satisfaction(RULES, inDays(90)).weights()).isEqualTo(1.5);
  }

  private static Feedback rated(String id, String rating, Instant at) {
    return new Feedback(
        id,
        1,
        FeedbackKind.REVIEW,
        new BigDecimal(rating),
        null,
        FeedbackStatus.RECEIVED,
        null,
        at);
  }

  private static SatisfactionRules halfLife(int days) {
    return new SatisfactionRules(RULES.cutOffs(), Duration.ofDays(days), RULES.priorWeight());
  }

  private static Order bought(String amount, Instant at) {
    return new Order("O-1", 1, OrderStatus.PAID, new BigDecimal(amount), BigDecimal.ZERO, at, at);
  }
}
