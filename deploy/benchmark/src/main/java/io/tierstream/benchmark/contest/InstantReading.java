package io.tierstream.benchmark.contest;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/** Reads instants as events have them, several times as fast as the JDK reads what anybody has. */
final class InstantReading {

  private static final String SHAPE = "0000-00-00T00:00:00";
  private static final int LONGEST = SHAPE.length() + ".000000000Z".length();
  private static final int NANO_DIGITS = 9;
  private static final long SECONDS_OF_A_DAY = 86_400;
  private static final long SECONDS_OF_AN_HOUR = 3_600;
  private static final long SECONDS_OF_A_MINUTE = 60;

  private InstantReading() {}

  /**
   * An RFC 3339 instant in UTC, cut to microseconds.
   *
   * @throws java.time.DateTimeException when it is none
   */
  static Instant read(String text) {
    if (!isUsual(text)) {
      return Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
    }
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    if (hour > 23 || minute > 59 || second > 59) {
      return Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
    }
    long day =
        LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10)).toEpochDay();
    int nanos = 0;
    if (text.length() > SHAPE.length() + 1) {
      nanos = number(text, SHAPE.length() + 1, text.length() - 1);
      for (int i = text.length() - 1; i < SHAPE.length() + 1 + NANO_DIGITS; i++) {
        nanos *= 10;
      }
    }
    return Instant.ofEpochSecond(
        day * SECONDS_OF_A_DAY + hour * SECONDS_OF_AN_HOUR + minute * SECONDS_OF_A_MINUTE + second,
        nanos - nanos % 1_000);
  }

  /** Digits where they belong, and nothing else. */
  private static boolean isUsual(String text) {
    int end = text.length() - 1;
    if (end < SHAPE.length() || end >= LONGEST || text.charAt(end) != 'Z') {
      return false;
    }
    for (int i = 0; i < end; i++) {
      char expected;
      if (i < SHAPE.length()) {
        expected = SHAPE.charAt(i);
      } else {
        expected = i == SHAPE.length() ? '.' : '0';
      }
      char found = text.charAt(i);
      if (expected == '0' ? found < '0' || found > '9' : found != expected) {
        return false;
      }
    }
    return end != SHAPE.length() + 1;
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = 10 * number + text.charAt(i) - '0';
    }
    return number;
  }
}
