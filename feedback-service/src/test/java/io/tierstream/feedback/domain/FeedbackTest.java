package io.tierstream.feedback.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tierstream.feedback.domain.Feedback.Said;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FeedbackTest {

  private static final Instant RECEIVED = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant LATER = Instant.parse("2026-01-03T10:00:00Z");
  private static final Urgency HIGH = new Urgency(Priority.HIGH, Duration.ofHours(24));
  private static final Urgency LOW = new Urgency(Priority.LOW, Duration.ofHours(72));

  @Test
  void aComplaintIsOpenAndAsUrgentAsItsCustomersTier() {
    var complaint = aComplaint();

    assertThat(complaint.status()).isEqualTo(FeedbackStatus.OPEN);
    assertThat(complaint.version()).isEqualTo(1);
    assertThat(complaint.due())
        .isEqualTo(new Due(Priority.HIGH, Instant.parse("2026-01-03T03:04:05Z")));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "COMPLAINT")
  void allElseIsJustReceived(FeedbackKind kind) {
    var feedback = received(kind);

    assertThat(feedback.status()).isEqualTo(FeedbackStatus.RECEIVED);
    assertThat(feedback.due()).isNull();
    assertThatThrownBy(() -> feedback.resolve(null, null, LATER))
        .isInstanceOf(ImpossibleStep.class)
        .hasMessageContaining("RECEIVED")
        .hasMessageContaining(kind.name());
  }

  @Test
  void aResolutionIsDatedByItselfAndLeavesTheComplaintWhereItIs() {
    var resolved = aComplaint().resolve(new BigDecimal("4.5"), "called back", LATER);

    assertThat(resolved.occurredAt()).isEqualTo(LATER);
    assertThat(resolved.feedback().receivedAt()).isEqualTo(RECEIVED);
    assertThat(resolved.feedback().status()).isEqualTo(FeedbackStatus.RESOLVED);
    assertThat(resolved.feedback().version()).isEqualTo(2);
    assertThat(resolved.feedback().revision()).isEqualTo(2);
    assertThat(resolved.feedback().resolution())
        .isEqualTo(new Resolution(new BigDecimal("4.5"), "called back", LATER));
    assertThat(resolved.feedback().due()).isEqualTo(aComplaint().due());
  }

  @Test
  void nothingIsResolvedBeforeItWasSaid() {
    var resolved = aComplaint().resolve(null, null, RECEIVED.minusSeconds(200));

    assertThat(resolved.occurredAt()).isEqualTo(RECEIVED);
  }

  @Test
  void aComplaintIsResolvedOnce() {
    var resolved = aComplaint().resolve(null, null, LATER).feedback();

    assertThatThrownBy(() -> resolved.resolve(null, null, LATER))
        .isInstanceOfSatisfying(
            ImpossibleStep.class, e -> assertThat(e.status()).isEqualTo(FeedbackStatus.RESOLVED))
        .hasMessageContaining("RESOLVED");
  }

  @Test
  void whatWasWrittenIsNotInItsName() {
    var complaint = aComplaint();

    assertThat(complaint.toString()).contains("F-1").doesNotContain("secret");
    assertThat(said(FeedbackKind.COMPLAINT).toString()).doesNotContain("secret");
    assertThat(complaint.resolve(null, "secret", LATER).toString()).doesNotContain("secret");
  }

  @Test
  void aTierWithoutARuleOfItsOwnIsLikeNone() {
    var urgencies = new Urgencies(Map.of("GOLD", HIGH), LOW);

    assertThat(urgencies.of("GOLD")).isEqualTo(HIGH);
    assertThat(urgencies.of("IRIDIUM")).isEqualTo(LOW);
    assertThat(urgencies.of(null)).isEqualTo(LOW);
  }

  @ParameterizedTest
  @CsvSource({"1, true", "5.0000, true", "0.9999, false", "5.0001, false", "-3, false"})
  void ratingsAreFromOneToFive(BigDecimal rating, boolean within) {
    assertThat(Ratings.isWithin(rating)).isEqualTo(within);
  }

  @ParameterizedTest
  @CsvSource({"4, 4.0", "4.50, 4.5", "4.3333, 4.3333", "1E+0, 1.0"})
  void ratingsAreWrittenWithAtLeastOneDecimal(BigDecimal rating, String text) {
    assertThat(Ratings.text(rating)).isEqualTo(text);
  }

  private static Feedback aComplaint() {
    return received(FeedbackKind.COMPLAINT);
  }

  private static Feedback received(FeedbackKind kind) {
    return Feedback.receive(said(kind), HIGH, RECEIVED).feedback();
  }

  private static Said said(FeedbackKind kind) {
    return new Said("F-1", "C-1", kind, null, 3, "O-1", "web", "a secret");
  }
}
