package io.tierstream.events;

import static io.tierstream.events.Mutations.anyOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Says what {@link Instant#parse} says, or nothing. */
class PlainInstantTest {

  private static final Mutations MUTATIONS = Mutations.of("instants");
  private static final int TRIES = 20;
  private static final long FIRST_DAY = LocalDate.of(0, 1, 1).toEpochDay();
  private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

  @Test
  void knowsEveryDayThereIs() {
    var bytes = "0000-00-00T23:59:58.123456Z".getBytes(UTF_8);
    for (long day = FIRST_DAY; day <= LAST_DAY; day++) {
      var date = LocalDate.ofEpochDay(day);
      put(bytes, date.getYear(), date.getMonthValue(), date.getDayOfMonth());
      var instant = PlainInstant.parse(new String(bytes, UTF_8));
      if (instant == null
          || instant.getEpochSecond() != (day + 1) * 86_400 - 2
          || instant.getNano() != 123_456_000) {
        assertThat(instant).as(date.toString()).isEqualTo(date + "T23:59:58.123456Z");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 100, 1900, 2000, 2023, 2024, 9999})
  void knowsNoOtherDays(int year) {
    var bytes = "0000-00-00T00:00:00Z".getBytes(UTF_8);
    for (int month = 0; month < 100; month++) {
      for (int day = 0; day < 100; day++) {
        put(bytes, year, month, day);
        assertThat(PlainInstant.parse(new String(bytes, UTF_8))).isEqualTo(start(year, month, day));
      }
    }
  }

  private static Instant start(int year, int month, int day) {
    try {
      return LocalDate.of(year, month, day).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static void put(byte[] bytes, int year, int month, int day) {
    put(bytes, 0, year / 100);
    put(bytes, 2, year % 100);
    put(bytes, 5, month);
    put(bytes, 8, day);
  }

  private static void put(byte[] bytes, int at, int number) {
    bytes[at] = (byte) ('0' + number / 10);
    bytes[at + 1] = (byte) ('0' + number % 10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "2026-01-02T03:04:05",
        "2026-01-02T03:04:05.Z",
        "2026-01-02T03:04:05.1234567890Z",
        "2026-01-02T03:04:05,1Z",
        "2026-01-02T03:04:05z",
        "2026-01-02t03:04:05Z",
        "2026-01-02 03:04:05Z",
        "2026-01-02T03:04Z",
        "2026-01-02T03:04:05+00:00",
        "2026-01-02T24:00:00Z",
        "2026-01-02T23:60:00Z",
        "2016-12-31T23:59:60Z",
        "2026-1-2T03:04:05Z",
        "-001-01-02T03:04:05Z",
        "+10000-01-02T03:04:05Z",
        "2026-01-02T03:04:0\u0665Z",
      })
  void leavesOtherFormsAlone(String text) {
    assertThat(PlainInstant.parse(text)).isNull();
  }

  @Test
  void readsInstantsAsTheyAreWritten() {
    MUTATIONS
        .numbers()
        .forEach(
            number -> {
              var dice = MUTATIONS.dice(number);
              for (int i = 0; i < TRIES; i++) {
                var instant = any(dice);
                assertThat(PlainInstant.parse(instant.toString()))
                    .as(MUTATIONS.again(number))
                    .isEqualTo(instant.truncatedTo(ChronoUnit.MICROS));
              }
            });
  }

  @Test
  void neverDisagrees() {
    MUTATIONS
        .numbers()
        .forEach(
            number -> {
              var dice = MUTATIONS.dice(number);
              for (int i = 0; i < TRIES; i++) {
                var text = mutated(any(dice).toString(), dice);
                var plain = PlainInstant.parse(text);
                if (plain != null) {
                  assertThat(plain)
                      .as("%s, %s", text, MUTATIONS.again(number))
                      .isEqualTo(Instant.parse(text).truncatedTo(ChronoUnit.MICROS));
                }
              }
            });
  }

  private static Instant any(Random dice) {
    long seconds = (long) ((FIRST_DAY + dice.nextDouble() * (LAST_DAY - FIRST_DAY)) * 86_400);
    long nanos = dice.nextInt(1_000_000_000);
    return Instant.ofEpochSecond(
        seconds, anyOf(dice, nanos, nanos / 1000 * 1000, nanos / 1_000_000 * 1_000_000, 0L));
  }

  private static String mutated(String text, Random dice) {
    var mutated = new StringBuilder(text);
    for (int i = 0; i <= dice.nextInt(3); i++) {
      int at = dice.nextInt(mutated.length());
      char c = "0123456789-+:.TtZz \u00e9\u0663".charAt(dice.nextInt(21));
      switch (dice.nextInt(4)) {
        case 0 -> mutated.insert(at, c);
        case 1 -> mutated.deleteCharAt(at);
        default -> mutated.setCharAt(at, c);
      }
    }
    return mutated.toString();
  }
}
