package io.tierstream.benchmark.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstantReadingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-02T03:04:05Z",
        "2024-02-29T23:59:59.9Z",
        "2026-01-02T03:04:05.123456Z",
        "1969-12-31T23:59:59.999999999Z",
        "2026-12-31T24:00:00Z",
        "2016-12-31T23:59:60Z",
        "2026-01-02T03:04:05+08:00"
      })
  void readsWhatTheJdkReads(String text) {
    assertThat(InstantReading.read(text))
        .isEqualTo(Instant.parse(text).truncatedTo(ChronoUnit.MICROS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "2026-01-02",
        "2026-01-02T03:04Z",
        "2026-02-30T03:04:05Z",
        "2026-01-02T25:04:05Z",
        "2026-01-02T03:60:05Z",
        "2026-01-02T03:04:05",
        "2026-01-02T03:04:05,1Z",
        "2026-01-02T03:04:05.1234567891Z",
        "2O26-01-02T03:04:05Z"
      })
  void refusesWhatTheJdkRefuses(String text) {
    assertThatThrownBy(() -> InstantReading.read(text)).isInstanceOf(DateTimeException.class);
  }
}
