package io.tierstream.imports;

import io.tierstream.rest.Text;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The values of a row by field. Each question answers null where a field that may be missing is,
 * and rejects the row where a required one is, or where the value isn't one of its kind. Empty,
 * {@code NA} and {@code NULL} are missing values.
 */
public final class Cells {

  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final int MAX_WHOLE = 18;
  private static final int MAX_NUMBER = 64;
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?");
  private static final String MIDNIGHT = "T00:00:00";
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");
  private static final Pattern SEPARATOR = Pattern.compile("[;|]");

  private final Map<String, Integer> positions;
  private final LocalTime time;
  private final Instant now;
  private ImportFile.Row row;

  Cells(Map<String, Integer> positions, ZoneId zone, Instant now) {
    this.positions = positions;
    this.time = new LocalTime(zone);
    this.now = now;
  }

  /** The same for another row. */
  Cells of(ImportFile.Row row) {
    this.row = row;
    return this;
  }

  /** When the reading of the file began. */
  public Instant now() {
    return now;
  }

  /** An id that isn't among {@code reserved}. */
  public String id(ImportField field, Set<String> reserved) throws RejectedRow {
    var id = id(field);
    if (id != null && reserved.contains(id)) {
      throw rejected(field, "reserved");
    }
    return id;
  }

  /** An id as {@link Text#isId} knows it. */
  public String id(ImportField field) throws RejectedRow {
    var text = text(field.required(), field);
    if (text != null && !Text.isId(text)) {
      throw rejected(field, text.length() > Text.MAX_NAME ? "too long" : "not an id");
    }
    return text;
  }

  /** At most 64 printable characters. */
  public String name(ImportField field) throws RejectedRow {
    return text(field, Text.MAX_NAME);
  }

  /** At most {@code max} printable characters, of one line. */
  public String text(ImportField field, int max) throws RejectedRow {
    var text = text(field.required(), field);
    if (text == null) {
      return null;
    }
    if (text.length() > max) {
      throw rejected(field, "too long");
    }
    if (!Text.isPrintable(text)) {
      throw rejected(field, "not printable or not UTF-8");
    }
    return text;
  }

  /** At most {@code most} different names, separated by {@code ;} or {@code |}; empty for none. */
  public List<String> names(ImportField field, int most) throws RejectedRow {
    var text = text(field.required(), field);
    if (text == null) {
      return List.of();
    }
    var names = new LinkedHashSet<String>();
    for (var part : SEPARATOR.split(text)) {
      var name = part.strip();
      if (name.isEmpty()) {
        continue;
      }
      if (name.length() > Text.MAX_NAME) {
        throw rejected(field, "too long");
      }
      if (!Text.isPrintable(name)) {
        throw rejected(field, "not printable or not UTF-8");
      }
      names.add(name);
    }
    if (names.size() > most) {
      throw rejected(field, "more than " + most);
    }
    return List.copyOf(names);
  }

  /** A whole number from {@code least} to {@code most}. */
  public Integer wholeNumber(ImportField field, int least, int most) throws RejectedRow {
    var text = text(field.required(), field);
    if (text == null) {
      return null;
    }
    if (!WHOLE.matcher(text).matches()) {
      throw rejected(field, "not a whole number");
    }
    var number = text.length() > MAX_WHOLE ? beyond(text) : Long.parseLong(text);
    if (number < least) {
      throw rejected(field, "too small");
    }
    if (number > most) {
      throw rejected(field, "too large");
    }
    return (int) number;
  }

  /**
   * An amount that isn't negative.
   *
   * @param digits the most that it may have before the decimal point
   * @param decimals the most that it may have behind
   */
  public BigDecimal amount(ImportField field, int digits, int decimals) throws RejectedRow {
    var text = text(field.required(), field);
    if (text == null) {
      return null;
    }
    var amount = plain(text).orElseThrow(() -> rejected(field, "not an amount"));
    if (amount.signum() < 0) {
      throw rejected(field, "negative");
    }
    if (amount.scale() > decimals) {
      throw rejected(field, "with more than " + decimals + " decimals");
    }
    if (amount.precision() - amount.scale() > digits) {
      throw rejected(field, "too large");
    }
    return amount;
  }

  /**
   * A number above zero, such as a rate.
   *
   * @param digits the most that it may have before the decimal point
   * @param decimals the most that it may have behind
   */
  public BigDecimal aboveZero(ImportField field, int digits, int decimals) throws RejectedRow {
    var text = text(field.required(), field);
    if (text == null) {
      return null;
    }
    if (text.length() > MAX_NUMBER || !NUMBER.matcher(text).matches()) {
      throw rejected(field, "not a number");
    }
    var number = stripped(new BigDecimal(text));
    if (number.signum() <= 0) {
      throw rejected(field, "not above zero");
    }
    if (number.scale() > decimals) {
      throw rejected(field, "with more than " + decimals + " decimals");
    }
    if (number.precision() - number.scale() > digits) {
      throw rejected(field, "with more than " + digits + " digits");
    }
    return number;
  }

  /**
   * A number from {@code least} to {@code most}, such as a rating, with at most so many decimals.
   */
  public BigDecimal decimal(ImportField field, BigDecimal least, BigDecimal most, int decimals)
      throws RejectedRow {
    var text = text(field.required(), field);
    if (text == null) {
      return null;
    }
    var number = plain(text).orElseThrow(() -> rejected(field, "not a number"));
    if (number.compareTo(least) < 0 || number.compareTo(most) > 0) {
      throw rejected(field, "not from " + least.toPlainString() + " to " + most.toPlainString());
    }
    if (number.scale() > decimals) {
      throw rejected(field, "with more than " + decimals + " decimals");
    }
    return number;
  }

  /** The constant of that name, in upper or lower case. */
  public <E extends Enum<E>> E oneOf(ImportField field, Class<E> constants) throws RejectedRow {
    var text = text(field.required(), field);
    if (text == null) {
      return null;
    }
    var wanted = text.toUpperCase(Locale.ROOT);
    return Arrays.stream(constants.getEnumConstants())
        .filter(constant -> constant.name().equals(wanted))
        .findFirst()
        .orElseThrow(() -> rejected(field, "unknown"));
  }

  /** An instant that a fact may have, to the microsecond: local times are the upload's zone's. */
  public Instant instant(ImportField field) throws RejectedRow {
    var text = text(field.required(), field);
    if (text == null) {
      return null;
    }
    var at = time.read(text);
    if (at == null) {
      throw rejected(field, "not understood");
    }
    if (at.isAfter(now.plus(TOLERANCE))) {
      throw rejected(field, "ahead of the clock");
    }
    if (at.isBefore(Instant.EPOCH)) {
      // no record can be stamped with it
      throw rejected(field, "before 1970");
    }
    return at;
  }

  /** A day from {@code first} to {@code last}; workbooks have them as midnights. */
  public LocalDate day(ImportField field, LocalDate first, LocalDate last) throws RejectedRow {
    var text = text(field.required(), field);
    if (text == null) {
      return null;
    }
    var date =
        text.endsWith(MIDNIGHT) ? text.substring(0, text.length() - MIDNIGHT.length()) : text;
    LocalDate day;
    try {
      day = LocalDate.parse(date);
    } catch (DateTimeException e) {
      throw rejected(field, "not a date");
    }
    if (day.isBefore(first)) {
      throw rejected(field, "before " + first);
    }
    if (day.isAfter(last)) {
      throw rejected(field, "after " + last);
    }
    return day;
  }

  /** The code of a currency as {@link Text#currency} knows it. */
  public String currency(ImportField field) throws RejectedRow {
    var text = text(field.required(), field);
    if (text != null && Text.currency(text).isEmpty()) {
      throw rejected(field, "not of ISO 4217");
    }
    return text;
  }

  private String text(boolean required, ImportField field) throws RejectedRow {
    var position = positions.get(field.name());
    var text = position == null ? "" : row.cell(position).strip();
    if (!text.isEmpty() && !text.equals("NA") && !text.equals("NULL")) {
      return text;
    }
    if (required) {
      throw new RejectedRow(field, "without " + field.one());
    }
    return null;
  }

  private static long beyond(String number) {
    return number.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  /** Equal numbers are the same: 1.5 for 1.50. */
  private static Optional<BigDecimal> plain(String text) {
    return Text.amount(text).map(Cells::stripped);
  }

  private static BigDecimal stripped(BigDecimal number) {
    var exact = number.stripTrailingZeros();
    return exact.scale() < 0 ? exact.setScale(0) : exact;
  }

  private static RejectedRow rejected(ImportField field, String why) {
    return new RejectedRow(field, field.words() + " " + why);
  }
}
