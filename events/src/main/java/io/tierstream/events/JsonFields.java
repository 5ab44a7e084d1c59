package io.tierstream.events;

import static io.tierstream.events.PoisonException.Reason.BREAKS_SCHEMA;
import static io.tierstream.events.PoisonException.Reason.UNPARSABLE;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The fields of a JSON object, read strictly: each refusal names the field and the rule. Fields
 * that nobody asks for are ignored.
 */
public final class JsonFields {

  private static final ObjectReader JSON =
      new ObjectMapper(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .readerFor(JsonNode.class);
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
  private static final Pattern AMOUNT = Pattern.compile("\\d{1,14}(\\.\\d{1,4})?");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  // Before PostgreSQL's and the domain's arithmetic run out of range.
  private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private final JsonNode object;

  private JsonFields(JsonNode object) {
    this.object = object;
  }

  /**
   * The object that is an event's payload.
   *
   * @throws PoisonException when it isn't one JSON object
   */
  public static JsonFields of(CloudEvent event) throws PoisonException {
    JsonNode node;
    try {
      node = JSON.readTree(event.data());
    } catch (IOException e) {
      throw new PoisonException(
          UNPARSABLE, "the value isn't JSON: " + e.getClass().getSimpleName(), e);
    }
    if (node == null || !node.isObject()) {
      throw new PoisonException(UNPARSABLE, "the value isn't a JSON object");
    }
    return new JsonFields(node);
  }

  /** Whether the field is there and not null. */
  public boolean has(String field) {
    return object.hasNonNull(field);
  }

  public JsonFields object(String field) throws PoisonException {
    var node = object.get(field);
    check(node != null && node.isObject(), field, "must be an object");
    return new JsonFields(node);
  }

  /** Objects; empty when the field is absent or null. */
  public List<JsonFields> objects(String field) throws PoisonException {
    if (!has(field)) {
      return List.of();
    }
    check(object.get(field).isArray(), field, "must be a list");
    var objects = new ArrayList<JsonFields>();
    for (var node : object.get(field)) {
      check(node.isObject(), field, "must have objects");
      objects.add(new JsonFields(node));
    }
    return List.copyOf(objects);
  }

  public boolean flag(String field) throws PoisonException {
    var node = object.get(field);
    check(node != null && node.isBoolean(), field, "must be true or false");
    return node.booleanValue();
  }

  public String id(String field) throws PoisonException {
    return matching(field, ID, "must be 1 to 64 characters of A-Z a-z 0-9 . _ : -");
  }

  /** A decimal of up to 14 digits and four decimals, not negative. */
  public BigDecimal amount(String field) throws PoisonException {
    return new BigDecimal(
        matching(field, AMOUNT, "must be a decimal string of up to 14 digits and 4 decimals"));
  }

  public String currency(String field) throws PoisonException {
    return matching(field, CURRENCY, "must be an ISO 4217 code");
  }

  public long positive(String field) throws PoisonException {
    var node = object.get(field);
    check(
        node != null && node.isIntegralNumber() && node.canConvertToLong() && node.longValue() > 0,
        field,
        "must be a positive whole number");
    return node.longValue();
  }

  public <E extends Enum<E>> E oneOf(String field, Class<E> values) throws PoisonException {
    var text = text(field);
    for (var value : values.getEnumConstants()) {
      if (value.name().equals(text)) {
        return value;
      }
    }
    throw new PoisonException(BREAKS_SCHEMA, field + " isn't a known " + values.getSimpleName());
  }

  /** RFC 3339 in UTC, cut to microseconds. */
  public Instant instant(String field) throws PoisonException {
    var text = text(field);
    Instant instant;
    try {
      instant = Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException e) {
      throw new PoisonException(BREAKS_SCHEMA, field + " must be an RFC 3339 instant in UTC", e);
    }
    check(!instant.isBefore(EARLIEST), field, "must not be before 1900");
    check(!instant.isAfter(LATEST), field, "must not be after 9999");
    return instant;
  }

  /** As {@link #instant}; null when the field is absent or null. */
  public Instant optionalInstant(String field) throws PoisonException {
    var node = object.get(field);
    return node == null || node.isNull() ? null : instant(field);
  }

  /** As {@link #id}; null when the field is absent or null. */
  public String optionalId(String field) throws PoisonException {
    return has(field) ? id(field) : null;
  }

  /** A text of 1 to {@code most} characters. */
  public String text(String field, int most) throws PoisonException {
    var text = optionalText(field, most);
    check(text != null, field, "must have 1 to " + most + " characters");
    return text;
  }

  /** The object itself, as JSON. */
  public String json() {
    return object.toString();
  }

  /** A text of 1 to {@code most} characters; null when the field is absent or null. */
  public String optionalText(String field, int most) throws PoisonException {
    if (!has(field)) {
      return null;
    }
    var text = text(field);
    check(
        !text.isEmpty() && text.length() <= most && text.indexOf(0) < 0,
        field,
        "must have 1 to " + most + " characters, none of them NUL");
    return text;
  }

  /** A whole number in the range. */
  public int number(String field, int least, int most) throws PoisonException {
    var number = optionalNumber(field, least, most);
    check(number != null, field, "must be a whole number from " + least + " to " + most);
    return number;
  }

  /** A whole number in the range; null when the field is absent or null. */
  public Integer optionalNumber(String field, int least, int most) throws PoisonException {
    if (!has(field)) {
      return null;
    }
    var node = object.get(field);
    check(
        node.isIntegralNumber()
            && node.canConvertToInt()
            && node.intValue() >= least
            && node.intValue() <= most,
        field,
        "must be a whole number from " + least + " to " + most);
    return node.intValue();
  }

  /** Texts of 1 to {@code most} characters; empty when the field is absent or null. */
  public List<String> texts(String field, int most) throws PoisonException {
    if (!has(field)) {
      return List.of();
    }
    check(object.get(field).isArray(), field, "must be a list");
    var texts = new ArrayList<String>();
    for (var node : object.get(field)) {
      check(
          node.isTextual()
              && !node.textValue().isEmpty()
              && node.textValue().length() <= most
              && node.textValue().indexOf(0) < 0,
          field,
          "must have texts of 1 to " + most + " characters");
      texts.add(node.textValue());
    }
    return List.copyOf(texts);
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
