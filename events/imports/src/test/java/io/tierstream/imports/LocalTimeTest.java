package io.tierstream.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalTimeTest {

  @ParameterizedTest
  @CsvSource({
    "2010-12-01 08:26:00, 2010-12-01T08:26:00Z",
    "2010-12-01 08:26, 2010-12-01T08:26:00Z",
    "2010-12-01T08:26:00.1234567, 2010-12-01T08:26:00.123456Z",
    "2010-12-01T08:26:00Z, 2010-12-01T08:26:00Z",
    "2010-12-01 08:26:00+08:00, 2010-12-01T00:26:00Z",
    "2010-12-01T08:26:00-05:00, 2010-12-01T13:26:00Z",
    "2010-12-01, 2010-12-01T00:00:00Z"
  })
  void instantsInUtcUnlessTheySayOtherwise(String text, Instant instant) {
    assertThat(new LocalTime(ZoneId.of("UTC")).read(text)).isEqualTo(instant);
  }

  @Test
  void localTimesAreTheZones() {
    var london = new LocalTime(ZoneId.of("Europe/London"));

    assertThat(london.read("2011-06-01 12:00:00")).isEqualTo(Instant.parse("2011-06-01T11:00:00Z"));
    assertThat(london.read("2011-01-01 12:00:00")).isEqualTo(Instant.parse("2011-01-01T12:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2010-13-01 00:00:00",
        "01/12/2010 08:26",
        "2010-12-01 8:26",
        "2011-02-29"
      })
  void anythingElseIsNone(String text) {
    assertThat(new LocalTime(ZoneId.of("UTC")).read(text)).isNull();
  }
}
