package io.tierstream.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Where a page of a list ended, as text for the next request: the values that the list is sorted
 * by, of its last item. So rows that come, go or move don't shift the others between pages.
 *
 * @param values as text, the last being the item's id; null stands for a missing value
 */
public record Cursor(List<String> values) {

  private static final String SEPARATOR = "\n";
  private static final String MISSING = "\t";
  private static final int MAX_LENGTH = 1024;
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  /** The value at {@code index}; null when it is missing. */
  public String value(int index) {
    var value = values.get(index);
    return value.equals(MISSING) ? null : value;
  }

  /** The value at {@code index} as an instant that a database can hold; empty when it isn't one. */
  public Optional<Instant> instant(int index) {
    var value = value(index);
    try {
      return Optional.ofNullable(value)
          .map(Instant::parse)
          .filter(at -> !at.isBefore(EARLIEST) && !at.isAfter(LATEST));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * The text to go on with.
   *
   * @param order names what the list is sorted by: the text is good for that only
   * @param values without line feeds; null for a missing one
   */
  public static String write(String order, String... values) {
    var text = new StringBuilder(order);
    for (var value : values) {
      text.append(SEPARATOR).append(value == null ? MISSING : value);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.toString().getBytes(UTF_8));
  }

  /** The position; empty when {@code text} wasn't written for this order. */
  static Optional<Cursor> read(String order, int values, String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      var decoded = new String(Base64.getUrlDecoder().decode(text), UTF_8);
      var parts = List.of(decoded.split(SEPARATOR, -1));
      return parts.size() == values + 1
              && parts.get(0).equals(order)
              && decoded.chars().noneMatch(c -> c == 0 || c == 0xFFFD)
          ? Optional.of(new Cursor(parts.subList(1, parts.size())))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
