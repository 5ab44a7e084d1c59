package io.tierstream.imports;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * Reads instants as files write them: with an offset, or local to {@code zone}; a date alone is its
 * first moment.
 */
final class LocalTime {

  private static final int DATE = 10;
  private static final int MAX = 40;

  private final ZoneId zone;
  private String lastText;
  private Instant lastInstant;

  LocalTime(ZoneId zone) {
    this.zone = zone;
  }

  /**
   * {@code 2010-12-01 08:26:00}, also with {@code T}, a fraction or an offset; null when it is
   * something else.
   */
  Instant read(String text) {
    // neighbours in a file mostly have the same
    if (!text.equals(lastText)) {
      lastInstant = parse(text);
      lastText = text;
    }
    return lastInstant;
  }

  private Instant parse(String text) {
    if (text.length() > MAX || text.length() < DATE) {
      return null;
    }
    try {
      if (text.length() == DATE) {
        return LocalDate.parse(text).atStartOfDay(zone).toInstant();
      }
      var iso =
          text.charAt(DATE) == ' '
              ? text.substring(0, DATE) + 'T' + text.substring(DATE + 1)
              : text;
      var hasOffset = iso.endsWith("Z") || iso.indexOf('+', DATE) > 0 || iso.indexOf('-', DATE) > 0;
      var instant =
          hasOffset
              ? OffsetDateTime.parse(iso, DateTimeFormatter.ISO_OFFSET_DATE_TIME).toInstant()
              : LocalDateTime.parse(iso).atZone(zone).toInstant();
      return instant.truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
