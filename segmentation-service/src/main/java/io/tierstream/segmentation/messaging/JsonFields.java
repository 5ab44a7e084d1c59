package io.tierstream.segmentation.messaging;

import static io.tierstream.segmentation.messaging.PoisonException.Reason.BREAKS_SCHEMA;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/** The fields of a JSON object, read strictly: each refusal names the field and the rule. */
final class JsonFields {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
  private static final Pattern AMOUNT = Pattern.compile("\\d{1,14}(\\.\\d{1,4})?");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  // Before PostgreSQL's and the domain's arithmetic run out of range.
  private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");

  private final JsonNode object;

  private JsonFields(JsonNode object) {
    this.object = object;
  }

  static JsonFields of(JsonNode object) {
    return new JsonFields(object);
  }

  JsonFields object(String field) throws PoisonException {
    var node = object.get(field);
    check(node != null && node.isObject(), field, "must be an object");
    return new JsonFields(node);
  }

  String id(String field) throws PoisonException {
    return matching(field, ID, "must be 1 to 64 characters of A-Z a-z 0-9 . _ : -");
  }

  /** A decimal of up to 14 digits and four decimals, not negative. */
  BigDecimal amount(String field) throws PoisonException {
    return new BigDecimal(
        matching(field, AMOUNT, "must be a decimal string of up to 14 digits and 4 decimals"));
  }

  String currency(String field) throws PoisonException {
    return matching(field, CURRENCY, "must be an ISO 4217 code");
  }

  long positive(String field) throws PoisonException {
    var node = object.get(field);
    check(
        node != null && node.isIntegralNumber() && node.canConvertToLong() && node.longValue() > 0,
        field,
        "must be a positive whole number");
    return node.longValue();
  }

  <E extends Enum<E>> E oneOf(String field, Class<E> values) throws PoisonException {
    var text = text(field);
    for (var value : values.getEnumConstants()) {
      if (value.name().equals(text)) {
        return value;
      }
    }
    throw new PoisonException(BREAKS_SCHEMA, field + " isn't a known " + values.getSimpleName());
  }

  /** RFC 3339 in UTC, cut to microseconds. */
  Instant instant(String field) throws PoisonException {
    var text = text(field);
    Instant instant;
    try {
      instant = Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException e) {
      throw new PoisonException(BREAKS_SCHEMA, field + " must be an RFC 3339 instant in UTC", e);
    }
    check(!instant.isBefore(EARLIEST), field, "must not be before 1900");
    return instant;
  }

  /** As {@link #instant}; null when the field is absent or null. */
  Instant optionalInstant(String field) throws PoisonException {
    var node = object.get(field);
    return node == null || node.isNull() ? null : instant(field);
  }

  private String matching(String field, Pattern pattern, String rule) throws PoisonException {
    var text = text(field);
    check(pattern.matcher(text).matches(), field, rule);
    return text;
  }

  private String text(String field) throws PoisonException {
    var node = object.get(field);
    check(node != null && node.isTextual(), field, "must be a string");
    return node.textValue();
  }

  private static void check(boolean holds, String field, String rule) throws PoisonException {
    if (!holds) {
      throw new PoisonException(BREAKS_SCHEMA, field + " " + rule);
    }
  }
}
