package io.tierstream.events;

import static io.tierstream.events.PoisonException.Reason.BREAKS_SCHEMA;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The fields of a JSON object, read strictly: each refusal names the field and the rule. Fields
 * that nobody asks for are ignored.
 */
public abstract sealed class JsonFields permits PlainJson, TreeJson {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
  private static final Pattern AMOUNT = Pattern.compile("\\d{1,14}(\\.\\d{1,4})?");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  // Before PostgreSQL's and the domain's arithmetic run out of range.
  private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  JsonFields() {}

  /**
   * The object that is an event's payload.
   *
   * @throws PoisonException when it isn't one JSON object
   */
  public static JsonFields of(CloudEvent event) throws PoisonException {
    var plain = PlainJson.of(event.data());
    return plain == null ? TreeJson.of(event.data()) : plain;
  }

  /** Whether the field is there and not null. */
  public abstract boolean has(String field);

  public JsonFields object(String field) throws PoisonException {
    var object = objectAt(field);
    check(object != null, field, "must be an object");
    return object;
  }

  /** Objects; empty when the field is absent or null. */
  public List<JsonFields> objects(String field) throws PoisonException {
    if (!has(field)) {
      return List.of();
    }
    var objects = objectsAt(field);
    check(objects != null, field, "must be a list");
    check(!objects.contains(null), field, "must have objects");
    return List.copyOf(objects);
  }

  public boolean flag(String field) throws PoisonException {
    var flag = flagAt(field);
    check(flag.isPresent(), field, "must be true or false");
    return flag.get();
  }

  public String id(String field) throws PoisonException {
    var plain = plainId(field);
    return plain == null
        ? matching(field, ID, "must be 1 to 64 characters of A-Z a-z 0-9 . _ : -")
        : plain;
  }

  /** A decimal of up to 14 digits and four decimals, not negative. */
  public BigDecimal amount(String field) throws PoisonException {
    var plain = plainAmount(field);
    return plain == null
        ? new BigDecimal(
            matching(field, AMOUNT, "must be a decimal string of up to 14 digits and 4 decimals"))
        : plain;
  }

  public String currency(String field) throws PoisonException {
    var plain = plainCurrency(field);
    return plain == null ? matching(field, CURRENCY, "must be an ISO 4217 code") : plain;
  }

  public long positive(String field) throws PoisonException {
    var number = numberAt(field);
    check(number > 0, field, "must be a positive whole number");
    return number;
  }

  public <E extends Enum<E>> E oneOf(String field, Class<E> values) throws PoisonException {
    var text = knownTextAt(field);
    checkString(text, field);
    try {
      return Enum.valueOf(values, text);
    } catch (IllegalArgumentException e) {
      throw new PoisonException(
          BREAKS_SCHEMA, field + " isn't a known " + values.getSimpleName(), e);
    }
  }

  /** RFC 3339 in UTC, cut to microseconds. */
  public Instant instant(String field) throws PoisonException {
    var instant = plainInstant(field);
    if (instant == null) {
      var text = text(field);
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
  public abstract String json();

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
    var number = numberAt(field);
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
    var texts = textsAt(field);
    check(texts != null, field, "must be a list");
    for (var text : texts) {
      check(
          text != null && !text.isEmpty() && text.length() <= most && text.indexOf(0) < 0,
          field,
          "must have texts of 1 to " + most + " characters");
    }
    return List.copyOf(texts);
  }

  private String matching(String field, Pattern pattern, String rule) throws PoisonException {
    var text = text(field);
    check(pattern.matcher(text).matches(), field, rule);
    return text;
  }

  private String text(String field) throws PoisonException {
    var text = textAt(field);
    checkString(text, field);
    return text;
  }

  /** Null unless the field is an object. */
  abstract JsonFields objectAt(String field);

  /** Null unless the field is a list; has null for what is no object. */
  abstract List<JsonFields> objectsAt(String field);

  /** Null unless the field is a list; has null for what is no string. */
  abstract List<String> textsAt(String field);

  /** Null unless the field is a string. */
  abstract String textAt(String field);

  /** As {@link #textAt}, of a text that many events have. */
  abstract String knownTextAt(String field);

  /** Empty unless the field is true or false. */
  abstract Optional<Boolean> flagAt(String field);

  /** {@link Long#MIN_VALUE} unless the field is a whole number, and greater. */
  abstract long numberAt(String field);

  /** Null when it takes the rule in full to tell; so with the others. */
  abstract String plainId(String field);

  abstract BigDecimal plainAmount(String field);

  abstract String plainCurrency(String field);

  /** Cut to microseconds. */
  abstract Instant plainInstant(String field);

  private static void checkString(String text, String field) throws PoisonException {
    check(text != null, field, "must be a string");
  }

  private static void check(boolean holds, String field, String rule) throws PoisonException {
    if (!holds) {
      throw new PoisonException(BREAKS_SCHEMA, field + " " + rule);
    }
  }
}
