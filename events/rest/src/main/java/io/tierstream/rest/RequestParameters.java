package io.tierstream.rest;

import io.tierstream.rest.Problem.Violation;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What a request asks for, read strictly: an unknown, repeated or unreadable parameter is refused,
 * never ignored, and all that is wrong is told at once by {@link #check}.
 */
public final class RequestParameters {

  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 500;

  /** Before anything is dated, as events are read. */
  private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,18}");

  private final MultivaluedMap<String, String> given;
  private final List<Violation> violations = new ArrayList<>();

  private RequestParameters(MultivaluedMap<String, String> given) {
    this.given = given;
  }

  /** Of a request whose query may have no other parameters than {@code known}. */
  public static RequestParameters of(UriInfo uri, String... known) {
    var parameters = new RequestParameters(uri.getQueryParameters());
    var allowed = Set.of(known);
    parameters.given.forEach(
        (name, values) -> {
          if (!allowed.contains(name)) {
            parameters.refuse(printable(name), "unknownParameter", "isn't known here");
          } else if (values.size() > 1) {
            parameters.refuse(name, "once", "must be given once");
          }
        });
    return parameters;
  }

  /** An id that is a part of the address. */
  public String id(String name, String value) {
    if (!Text.isId(value)) {
      refuse(name, "id", Id.RULE);
    }
    return value;
  }

  /** An id; empty when it isn't given. */
  public Optional<String> id(String name) {
    return parsed(name, text -> Optional.of(text).filter(Text::isId), "id", Id.RULE);
  }

  /** A text of at most {@code most} characters that can be shown; empty when it isn't given. */
  public Optional<String> text(String name, int most) {
    return parsed(
        name,
        text -> Optional.of(text).filter(t -> t.length() <= most && Text.isPrintable(t)),
        "printable",
        "must be 1 to " + most + " printable characters");
  }

  /** How many items a page may have: 1 to 500, 50 when it isn't given. */
  public int limit() {
    return number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
  }

  /**
   * An instant with any offset, cut to the years from 1900 to 9999, beside which nothing is dated;
   * empty when it isn't given.
   */
  public Optional<Instant> instant(String name) {
    return parsed(
        name,
        RequestParameters::instantOf,
        "format",
        "must be an instant such as 2026-01-02T03:04:05Z");
  }

  /** Where the page before ended, of a list in {@code order}; empty when it isn't given. */
  public Optional<Cursor> after(String order, int parts) {
    return parsed(
        "after",
        text -> Cursor.read(order, parts, text),
        "cursor",
        "must be what an answer to the same question called next");
  }

  private static Optional<Instant> instantOf(String text) {
    try {
      var instant = OffsetDateTime.parse(text).toInstant();
      return Optional.of(
          instant.isBefore(EARLIEST) ? EARLIEST : instant.isAfter(LATEST) ? LATEST : instant);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** One of {@code values}; empty when it isn't given. */
  public Optional<String> oneOf(String name, Collection<String> values) {
    return parsed(
        name,
        text -> Optional.of(text).filter(values::contains),
        "oneOf",
        "must be one of " + String.join(", ", values));
  }

  /** Likewise, of values that aren't asked for when it isn't given. */
  public Optional<String> oneOf(String name, Supplier<? extends Collection<String>> values) {
    return given.containsKey(name) ? oneOf(name, values.get()) : Optional.empty();
  }

  /** A whole number from {@code least} to {@code most}; {@code fallback} when it isn't given. */
  public int number(String name, int least, int most, int fallback) {
    return parsed(
            name,
            text ->
                wholeNumber(text)
                    .filter(number -> number >= least && number <= most)
                    .map(Long::intValue),
            "range",
            "must be a whole number from " + least + " to " + most)
        .orElse(fallback);
  }

  /** What {@code parser} makes of it; empty when it isn't given or the parser refuses it. */
  public <T> Optional<T> parsed(
      String name, Function<String, Optional<T>> parser, String rule, String message) {
    var text = given.getFirst(name);
    if (text == null) {
      return Optional.empty();
    }
    var value = parser.apply(text);
    if (value.isEmpty()) {
      refuse(name, rule, message);
    }
    return value;
  }

  /** Refuses a request that doesn't have it. */
  public void require(String name) {
    if (!given.containsKey(name)) {
      refuse(name, "required", "must be given");
    }
  }

  /**
   * To be called when all is read.
   *
   * @throws InvalidInput when anything was wrong
   */
  public void check() {
    if (!violations.isEmpty()) {
      violations.sort(Comparator.comparing(Violation::field).thenComparing(Violation::rule));
      throw new InvalidInput(400, violations);
    }
  }

  public static Optional<Long> wholeNumber(String text) {
    return WHOLE_NUMBER.matcher(text).matches()
        ? Optional.of(Long.parseLong(text))
        : Optional.empty();
  }

  /** Refuses the request for a reason of the caller's. */
  public void refuse(String name, String rule, String message) {
    violations.add(new Violation(name, rule, message));
  }

  /** A name that we didn't choose, fit for an answer. */
  private static String printable(String name) {
    return name.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
