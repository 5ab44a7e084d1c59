package io.tierstream.segmentation.rest;

import io.tierstream.segmentation.rest.Problem.Violation;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a request asks for, read strictly: an unknown, repeated or unreadable parameter is refused,
 * never ignored, and all that is wrong is told at once by {@link #check}.
 */
final class RequestParameters {

  static final String ID_PATTERN = "[A-Za-z0-9._:-]{1,64}";

  static final String ID_MESSAGE = "must be 1 to 64 characters of A-Z a-z 0-9 . _ : -";

  private static final Pattern ID = Pattern.compile(ID_PATTERN);
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,18}");

  private final MultivaluedMap<String, String> given;
  private final List<Violation> violations = new ArrayList<>();

  private RequestParameters(MultivaluedMap<String, String> given) {
    this.given = given;
  }

  /** Of a request whose query may have no other parameters than {@code known}. */
  static RequestParameters of(UriInfo uri, String... known) {
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

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** A customer id; empty when it can't be one. */
  static Optional<String> id(String text) {
    return Optional.of(text).filter(RequestParameters::isId);
  }

  /** A customer id from the path. */
  String id(String name, String value) {
    if (!isId(value)) {
      refuse(name, "id", ID_MESSAGE);
    }
    return value;
  }

  /** What {@code parser} makes of a header; empty when it isn't there or is refused. */
  <T> Optional<T> header(
      HttpHeaders headers,
      String name,
      Function<String, Optional<T>> parser,
      String rule,
      String message) {
    var values = headers.getRequestHeader(name);
    if (values == null || values.isEmpty()) {
      return Optional.empty();
    }
    if (values.size() > 1) {
      refuse(name, "once", "must be given once");
      return Optional.empty();
    }
    var value = parser.apply(values.get(0));
    if (value.isEmpty()) {
      refuse(name, rule, message);
    }
    return value;
  }

  /** One of {@code values}; empty when it isn't given. */
  Optional<String> oneOf(String name, Collection<String> values) {
    return parsed(
        name,
        text -> Optional.of(text).filter(values::contains),
        "oneOf",
        "must be one of " + String.join(", ", values));
  }

  /** A whole number from {@code least} to {@code most}; {@code fallback} when it isn't given. */
  int number(String name, int least, int most, int fallback) {
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
  <T> Optional<T> parsed(
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
  void require(String name) {
    if (!given.containsKey(name)) {
      refuse(name, "required", "must be given");
    }
  }

  /**
   * To be called when all is read.
   *
   * @throws InvalidInput when anything was wrong
   */
  void check() {
    if (!violations.isEmpty()) {
      violations.sort(Comparator.comparing(Violation::field).thenComparing(Violation::rule));
      throw new InvalidInput(violations);
    }
  }

  static Optional<Long> wholeNumber(String text) {
    return WHOLE_NUMBER.matcher(text).matches()
        ? Optional.of(Long.parseLong(text))
        : Optional.empty();
  }

  private void refuse(String name, String rule, String message) {
    violations.add(new Violation(name, rule, message));
  }

  /** A name that we didn't choose, fit for an answer. */
  private static String printable(String name) {
    return name.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
