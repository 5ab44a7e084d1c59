package io.tierstream.feedback.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class FactTimeTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void fiveMinutesAheadIsTheMost() {
    var limit = NOW.plusSeconds(300);

    assertThat(FactTime.accepted("at", limit, NOW)).isEqualTo(limit);
    assertThatThrownBy(() -> FactTime.accepted("at", limit.plusNanos(1), NOW))
        .isInstanceOfSatisfying(
            RefusedInstant.class, e -> assertThat(e.field() + e.rule()).isEqualTo("atnotAhead"));
  }

  @Test
  void instantsAreCutToMicroseconds() {
    assertThat(FactTime.accepted("at", NOW.minusNanos(1), NOW))
        .isEqualTo(Instant.parse("2026-01-02T03:04:04.999999Z"));
  }

  @Test
  void nothingIsOlderThanARecordCanBe() {
    assertThat(FactTime.accepted("at", Instant.EPOCH, NOW)).isEqualTo(Instant.EPOCH);
    assertThatThrownBy(() -> FactTime.accepted("at", Instant.MIN, NOW))
        .isInstanceOf(RefusedInstant.class);
  }
}
