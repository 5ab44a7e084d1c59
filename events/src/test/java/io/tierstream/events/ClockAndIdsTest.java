package io.tierstream.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClockAndIdsTest {

  @Test
  void theClockIsShifted() {
    var years = Duration.ofDays(-5600);
    assertThat(ShiftedClock.by(years).instant())
        .isCloseTo(Instant.now().plus(years), within(5, ChronoUnit.SECONDS));
  }

  @Test
  void theClockIsCutToMicrosecondsInUtc() {
    var clock = ShiftedClock.by(Duration.ofNanos(-1));
    assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
    assertThat(IntStream.range(0, 1000).map(i -> clock.instant().getNano() % 1000)).containsOnly(0);
  }

  @Test
  void theClockTellsMillisecondsToo() {
    var clock = ShiftedClock.by(Duration.ofDays(1));
    assertThat(Instant.ofEpochMilli(clock.millis()))
        .isCloseTo(clock.instant(), within(5, ChronoUnit.SECONDS));
  }

  @Test
  void idsSortByTheServicesClock() {
    var at = Instant.parse("2011-06-01T00:00:00Z");
    var earlier = new Ids(Clock.fixed(at, ZoneOffset.UTC));
    var later = new Ids(Clock.fixed(at.plusMillis(1), ZoneOffset.UTC));
    assertThat(earlier.next()).isLessThan(later.next());
  }

  @Test
  void idsAreDistinctAndOfVersion7() {
    var ids = new Ids(Clock.fixed(Instant.parse("2011-06-01T00:00:00Z"), ZoneOffset.UTC));
    var some = IntStream.range(0, 1000).mapToObj(i -> ids.next()).toList();
    assertThat(some).doesNotHaveDuplicates().isSorted();
    assertThat(some)
        .allSatisfy(id -> assertThat(UUID.fromString(id).version()).isEqualTo(7))
        .allMatch(id -> id.matches("[A-Za-z0-9._:-]{1,64}"));
  }
}
