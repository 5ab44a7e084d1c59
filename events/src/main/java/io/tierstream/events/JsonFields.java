package io.tierstream.events;

import static io.tierstream.events.PoisonException.Reason.BREAKS_SCHEMA;
import static io.tierstream.events.PoisonException.Reason.UNPARSABLE;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of a JSON object, read strictly: each refusal names the field and the rule. Fields
 * that nobody asks for are ignored.
 */
public final class JsonFields {

  // Before PostgreSQL's and the domain's arithmetic run out of range.
  private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private final FlatJson object;

  private JsonFields(FlatJson object) {
    this.object = object;
  }

  /**
   * The object that is an event's payload.
   *
   * @throws PoisonException when it isn't one JSON object
   */
  public static JsonFields of(CloudEvent event) throws PoisonException {
    JsonFields fields;
    try {
      fields = of(FlatJson.read(event.data()));
    } catch (IOException e) {
      throw new PoisonException(
          UNPARSABLE, "the value isn't JSON: " + e.getClass().getSimpleName(), e);
    }
    if (fields == null) {
      throw new PoisonException(UNPARSABLE, "the value isn't a JSON object");
    }
    return fields;
  }

  /** Null unless the value is an object. */
  private static JsonFields of(Object value) {
    return value instanceof FlatJson json && json.isObject() ? new JsonFields(json) : null;
  }

  /** Whether the field is there and not null. */
  public boolean has(String field) {
    return object.get(field) != null;
  }

  public JsonFields object(String field) throws PoisonException {
    var fields = of(object.get(field));
    check(fields != null, field, "must be an object");
    return fields;
  }

  /** Objects; empty when the field is absent or null. */
  public List<JsonFields> objects(String field) throws PoisonException {
    if (!has(field)) {
      return List.of();
    }
    var values = list(field);
    var objects = new ArrayList<JsonFields>(values.size());
    for (var value : values) {
      var fields = of(value);
      check(fields != null, field, "must have objects");
      objects.add(fields);
    }
    return List.copyOf(objects);
  }

  public boolean flag(String field) throws PoisonException {
    var value = object.get(field);
    check(value instanceof Boolean, field, "must be true or false");
    return (boolean) value;
  }

  public String id(String field) throws PoisonException {
    var text = text(field);
    check(AsciiForms.isId(text), field, "must be 1 to 64 characters of A-Z a-z 0-9 . _ : -");
    return text;
  }

  /** A decimal of up to 14 digits and four decimals, not negative. */
  public BigDecimal amount(String field) throws PoisonException {
    var amount = AsciiForms.amount(text(field));
    check(amount != null, field, "must be a decimal string of up to 14 digits and 4 decimals");
    return amount;
  }

  public String currency(String field) throws PoisonException {
    var text = text(field);
    check(AsciiForms.isCurrency(text), field, "must be an ISO 4217 code");
    return text;
  }

  public long positive(String field) throws PoisonException {
    var number = whole(field);
    check(number > 0, field, "must be a positive whole number");
    return number;
  }

  public <E extends Enum<E>> E oneOf(String field, Class<E> values) throws PoisonException {
    var text = text(field);
    try {
      return Enum.valueOf(values, text);
    } catch (IllegalArgumentException e) {
      throw new PoisonException(
          BREAKS_SCHEMA, field + " isn't a known " + values.getSimpleName(), e);
    }
  }

  /** RFC 3339 in UTC, cut to microseconds. */
  public Instant instant(String field) throws PoisonException {
    var text = text(field);
    var instant = PlainInstant.parse(text);
    if (instant == null) {
      try {
        instant = Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
      } catch (DateTimeException e) {
        throw new PoisonException(BREAKS_SCHEMA, field + " must be an RFC 3339 instant in UTC", e);
      }
    }
    check(!instant.isBefore(EARLIEST), field, "must not be before 1900");
    check(!instant.isAfter(LATEST), field, "must not be after 9999");
    return instant;
  }

  /** As {@link #instant}; null when the field is absent or null. */
  public Instant optionalInstant(String field) throws PoisonException {
    return has(field) ? instant(field) : null;
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
    check(isText(text, most), field, "must have 1 to " + most + " characters, none of them NUL");
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
    var number = whole(field);
    check(
        number >= least && number <= most,
        field,
        "must be a whole number from " + least + " to " + most);
    return (int) number;
  }

  /** Texts of 1 to {@code most} characters; empty when the field is absent or null. */
  public List<String> texts(String field, int most) throws PoisonException {
    if (!has(field)) {
      return List.of();
    }
    var values = list(field);
    var texts = new ArrayList<String>(values.size());
    for (var value : values) {
      check(
          value instanceof String text && isText(text, most),
          field,
          "must have texts of 1 to " + most + " characters");
      texts.add((String) value);
    }
    return List.copyOf(texts);
  }

  private String text(String field) throws PoisonException {
    var value = object.get(field);
    check(value instanceof String, field, "must be a string");
    return (String) value;
  }

  private static boolean isText(String text, int most) {
    return !text.isEmpty() && text.length() <= most && text.indexOf(0) < 0;
  }

  private List<Object> list(String field) throws PoisonException {
    var value = object.get(field);
    check(value instanceof FlatJson json && !json.isObject(), field, "must be a list");
    return ((FlatJson) value).values();
  }

  /** {@link Long#MIN_VALUE} unless the field is a whole number, and greater. */
  private long whole(String field) {
    var value = object.get(field);
    return value instanceof Integer || value instanceof Long
        ? ((Number) value).longValue()
        : Long.MIN_VALUE;
  }

  private static void check(boolean holds, String field, String rule) throws PoisonException {
    if (!holds) {
      throw new PoisonException(BREAKS_SCHEMA, field + " " + rule);
    }
  }
}
