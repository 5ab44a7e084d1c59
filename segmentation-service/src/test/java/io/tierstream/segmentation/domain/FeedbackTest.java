package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.TODAY;
import static io.tierstream.segmentation.domain.Customer.aCustomer;
import static io.tierstream.segmentation.domain.Customer.daysAgo;
import static io.tierstream.segmentation.domain.Customer.inDays;
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

class FeedbackTest {

  @ParameterizedTest
  @CsvSource({
    // kind, status, rating, nps, resolution, counts as
    "SURVEY, RECEIVED, 4, , , 4",
    "SURVEY, RECEIVED, , , , ",
    "SURVEY, RECEIVED, , 0, , 1",
    "SURVEY, RECEIVED, , 7, , 3.8",
    "SURVEY, RECEIVED, , 10, , 5",
    "REVIEW, RECEIVED, 2, 10, , 2",
    "SUGGESTION, RECEIVED, , , , ",
    "SOCIAL, RECEIVED, 1.5, , , 1.5",
    "COMPLAINT, OPEN, , , , 1",
    "COMPLAINT, OPEN, 2, , , 2",
    "COMPLAINT, OPEN, , 5, , 3",
    "COMPLAINT, RESOLVED, , , , 3",
    "COMPLAINT, RESOLVED, 2, , , 2",
    "COMPLAINT, RESOLVED, , 0, , 1",
    "COMPLAINT, RESOLVED, 2, 3, 4.5, 4.5",
    "COMPLAINT, RESOLVED, , , 5, 5",
  })
  @Tag("domain-1.11")
  @Tag("domain-1.13")
  @Tag("domain-1.14")
  void theRatingThatCounts(
      FeedbackKind kind,
      FeedbackStatus status,
      BigDecimal rating,
      Integer nps,
      BigDecimal resolution,
      BigDecimal counts) {
    var feedback = new Feedback("F-1", 1, kind, rating, nps, status, resolution, TODAY);
    if (counts == null) {
      assertThat(feedback.countedRating()).isNull();
    } else {
      assertThat(feedback.countedRating()).isEqualByComparingTo(counts);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, SURVEY, RECEIVED, 3, , , version must be positive",
    "1, SURVEY, RECEIVED, 0.9, , , rating must be from 1 to 5",
    "1, SURVEY, RECEIVED, 5.01, , , rating must be from 1 to 5",
    "1, SURVEY, RECEIVED, 1.00001, , , rating has too many digits",
    "1, SURVEY, RECEIVED, , -1, , nps must be from 0 to 10",
    "1, SURVEY, RECEIVED, , 11, , nps must be from 0 to 10",
    "1, SURVEY, OPEN, , , , 'a complaint, and nothing else, must be open or resolved'",
    "1, COMPLAINT, RECEIVED, , , , 'a complaint, and nothing else, must be open or resolved'",
    "1, COMPLAINT, OPEN, , , 3, resolutionRating must be absent until resolved",
    "1, COMPLAINT, RESOLVED, , , 6, resolutionRating must be from 1 to 5",
  })
  @Tag("domain-1.10")
  void whatNoFeedbackCanBeIsRefused(
      long version,
      FeedbackKind kind,
      FeedbackStatus status,
      BigDecimal rating,
      Integer nps,
      BigDecimal resolution,
      String message) {
    assertThatThrownBy(
            () -> new Feedback("F-1", version, kind, rating, nps, status, resolution, TODAY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  @Tag("domain-1.12")
  @Tag("domain-4.6")
  void theHighestVersionWinsAndAnEqualOrLowerOneChangesNothing() {
    var customer = aCustomer().complained(null, TODAY).sawItResolved(null, "5", inDays(1));
    var standing = customer.standing();
    assertThat(customer.complained("1", inDays(2)).standing()).isSameAs(standing);
    assertThat(customer.sawItResolved(null, "1", inDays(2)).standing()).isSameAs(standing);
    assertThat(customer.applications()).hasSize(2);
    assertThat(customer.applications().get(1).supersedes()).isEqualTo(1);
  }

  @Test
  @Tag("domain-1.15")
  void aResolvedComplaintWeighsFromItsResolution() {
    var customer = aCustomer().complained(null, daysAgo(90)).sawItResolved(null, "5", TODAY);
    // As if there were one rating of 5 now: (3 + 5) / 2.
    assertThat(customer.standing()).hasSatisfaction("4.00", TODAY);
    // And a half-life later: (3 + 0.5 · 5) / 1.5.
    assertThat(customer.standing()).hasSatisfaction("3.67", inDays(90));
  }

  @Test
  @Tag("domain-6.1")
  void whoHasOnlyFeedbackIsAProspectWhoseSatisfactionIsKnown() {
    var customer = aCustomer().rated("5", TODAY).waitedUntil(inDays(1000));
    assertThat(customer.standing())
        .hasNoTier()
        .hasNoScores()
        .hasNoSegment()
        .is(Lifecycle.PROSPECT)
        .hasSatisfaction("4.00", TODAY)
        .neverChanges();
    assertThat(customer.applications()).hasSize(1);
    assertThat(customer.changes()).isEmpty();
  }

  @Test
  @Tag("domain-1.16")
  void feedbackWithoutARatingIsKeptAndHasNoEffect() {
    var customer = aCustomer().boughtFor("10", TODAY);
    var before = customer.standing();
    customer.answers(null, null, TODAY);
    assertThat(customer.standing()).hasScores(5, 1, 1).hasNoSatisfaction();
    assertThat(customer.standing().assessment()).isEqualTo(before.assessment());
    assertThat(customer.standing().facts().feedback().size()).isEqualTo(1);
  }

  @Test
  @Tag("domain-1.22")
  @Tag("domain-4.4")
  void feedbackIsAssessedNoEarlierThanItsOwnInstant() {
    var recorded = TODAY.minusSeconds(60);
    var feedback =
        new Feedback(
            "F-1",
            1,
            FeedbackKind.SURVEY,
            BigDecimal.TEN.movePointLeft(1).add(BigDecimal.ONE),
            null,
            FeedbackStatus.RECEIVED,
            null,
            TODAY);
    assertThat(aCustomer().hears(feedback, recorded).standing().asOf()).isEqualTo(TODAY);
    assertThatThrownBy(() -> aCustomer().hears(feedback, TODAY.minusSeconds(301)))
        .hasMessage("occurredAt is too far ahead of the record's timestamp");
  }

  @Test
  void aBookRefusesTwoVersionsOfOneFeedback() {
    var once = known("F-1", TODAY, 1);
    assertThatThrownBy(() -> FeedbackBook.of(List.of(once, known("F-1", inDays(1), 2))))
        .hasMessage("feedback is there twice");
  }

  @Test
  void aBookHandsOutRangesOfKeys() {
    var first = known("F-2", TODAY, 1);
    var second = known("F-1", inDays(1), 2);
    var third = known("F-3", inDays(1), 3);
    var book = FeedbackBook.of(List.of(third, first, second));
    assertThat(book.all()).containsExactly(first, second, third);
    assertThat(book.between(second.feedback().key(), null)).containsExactly(second, third);
    assertThat(book.between(null, third.feedback().key())).containsExactly(first, second);
    assertThat(book.between(second.feedback().key(), third.feedback().key()))
        .containsExactly(second);
    assertThat(book.get("F-1")).isEqualTo(second);
    assertThat(book.get("F-0")).isNull();
    assertThat(book.get("F-9")).isNull();
  }

  private static KnownFeedback known(String id, Instant at, long ordinal) {
    return new KnownFeedback(
        new Feedback(
            id, 1, FeedbackKind.SURVEY, BigDecimal.ONE, null, FeedbackStatus.RECEIVED, null, at),
        ordinal);
  }
}
