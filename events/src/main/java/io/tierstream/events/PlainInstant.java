package io.tierstream.events;

import java.time.Instant;
import java.time.chrono.IsoChronology;

/** Instants as nearly all events write them: {@code yyyy-MM-ddTHH:mm:ss[.fraction]Z}. */
public final class PlainInstant {

  private static final String FORM = "0000-00-00T00:00:00";
  private static final int MAX_FRACTION = 9;
  private static final int MONTHS = 12;
  private static final int SECONDS_PER_DAY = 86_400;
  private static final int NANOS_PER_MICRO = 1000;

  /** Days from 0000-03-01, with which the years of this calendar begin here, to 1970-01-01. */
  private static final int DAYS_TO_1970 = 719_468;

  private PlainInstant() {}

  /**
   * Cut to microseconds.
   *
   * @return null when they are not of this form, or no instant: both are {@link Instant#parse}'s
   */
  public static Instant parse(String text) {
    if (text.length() <= FORM.length() || !text.endsWith("Z") || !isOfForm(text)) {
      return null;
    }
    int nanos = nanos(text, FORM.length(), text.length() - 1);
    int year = 100 * two(text, 0) + two(text, 2);
    int month = two(text, 5);
    int day = two(text, 8);
    int hours = two(text, 11);
    int minutes = two(text, 14);
    int seconds = two(text, 17);
    if (nanos < 0 || !isDay(year, month, day) || hours > 23 || minutes > 59 || seconds > 59) {
      return null;
    }
    return Instant.ofEpochSecond(
        epochDay(year, month, day) * SECONDS_PER_DAY + hours * 3600 + minutes * 60 + seconds,
        nanos - nanos % NANOS_PER_MICRO);
  }

  private static boolean isOfForm(String text) {
    for (int i = 0; i < FORM.length(); i++) {
      char expected = FORM.charAt(i);
      char c = text.charAt(i);
      if (expected == '0' ? !AsciiForms.isDigit(c) : c != expected) {
        return false;
      }
    }
    return true;
  }

  private static int two(String text, int at) {
    return 10 * (text.charAt(at) - '0') + text.charAt(at + 1) - '0';
  }

  /** Of the fraction between the two, its point included; below zero when it is none. */
  private static int nanos(String text, int from, int to) {
    if (from == to) {
      return 0;
    }
    int digits = to - from - 1;
    if (text.charAt(from) != '.' || digits == 0 || digits > MAX_FRACTION) {
      return -1;
    }
    int nanos = 0;
    for (int i = from + 1; i <= from + MAX_FRACTION; i++) {
      if (i < to && !AsciiForms.isDigit(text.charAt(i))) {
        return -1;
      }
      nanos = 10 * nanos + (i < to ? text.charAt(i) - '0' : 0);
    }
    return nanos;
  }

  private static boolean isDay(int year, int month, int day) {
    if (month == 0 || month > MONTHS || day == 0) {
      return false;
    }
    return day
        <= switch (month) {
          case 2 -> IsoChronology.INSTANCE.isLeapYear(year) ? 29 : 28;
          case 4, 6, 9, 11 -> 30;
          default -> 31;
        };
  }

  /** Counts years from March, so that the odd day is the last one of its year. */
  private static long epochDay(int year, int month, int day) {
    int shifted = month > 2 ? year : year - 1;
    int sinceMarch = (month + 9) % MONTHS;
    return 365L * shifted
        + Math.floorDiv(shifted, 4)
        - Math.floorDiv(shifted, 100)
        + Math.floorDiv(shifted, 400)
        + (153 * sinceMarch + 2) / 5
        + day
        - 1
        - DAYS_TO_1970;
  }
}
