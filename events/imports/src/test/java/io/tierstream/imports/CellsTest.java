package io.tierstream.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CellsTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final ImportField X = ImportField.required("x");
  private static final ImportField MAY = ImportField.optional("x");
  private static final BigDecimal ONE = BigDecimal.ONE;
  private static final BigDecimal FIVE = BigDecimal.valueOf(5);

  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
  private static final LocalDate LAST = LocalDate.of(2026, 1, 31);

  private enum Kind {
    SURVEY,
    REVIEW
  }

  @Test
  void valuesAreReadAsWhatTheyAre() throws RejectedRow {
    assertThat(cell(" C-1 ").id(X)).isEqualTo("C-1");
    assertThat(cell("张三").name(X)).isEqualTo("张三");
    assertThat(cell("12.5000").amount(X, 9, 4)).isEqualTo(new BigDecimal("12.5"));
    assertThat(cell("1000").amount(X, 9, 4)).isEqualTo(new BigDecimal("1000"));
    assertThat(cell("+7").wholeNumber(X, 0, 10)).isEqualTo(7);
    assertThat(cell("4.5").decimal(X, ONE, FIVE, 1)).isEqualTo(new BigDecimal("4.5"));
    assertThat(cell("review").oneOf(X, Kind.class)).isEqualTo(Kind.REVIEW);
    assertThat(cell("2026-01-01 10:00").instant(X)).isEqualTo("2026-01-01T10:00:00Z");
    assertThat(cell("a; b|a;;c").names(X, 3)).containsExactly("a", "b", "c");
    assertThat(cell("0.000000000120").aboveZero(X, 3, 12)).isEqualTo(new BigDecimal("1.2E-10"));
    assertThat(cell("100").aboveZero(X, 3, 0)).isEqualTo(new BigDecimal("100"));
    assertThat(cell("EUR").currency(X)).isEqualTo("EUR");
    assertThat(cell("2026-01-31").day(X, FIRST, LAST)).isEqualTo("2026-01-31");
    assertThat(cell("2026-01-01T00:00:00").day(X, FIRST, LAST)).isEqualTo("2026-01-01");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "NA", "NULL"})
  void missingValuesAreNullWhereTheyMayBe(String text) throws RejectedRow {
    var cells = cell(text);

    assertThat(cells.id(MAY)).isNull();
    assertThat(cells.name(MAY)).isNull();
    assertThat(cells.amount(MAY, 9, 4)).isNull();
    assertThat(cells.wholeNumber(MAY, 0, 1)).isNull();
    assertThat(cells.decimal(MAY, ONE, FIVE, 1)).isNull();
    assertThat(cells.oneOf(MAY, Kind.class)).isNull();
    assertThat(cells.instant(MAY)).isNull();
    assertThat(cells.names(MAY, 3)).isEmpty();
    assertThat(cells.aboveZero(MAY, 3, 3)).isNull();
    assertThat(cells.currency(MAY)).isNull();
    assertThat(cells.day(MAY, FIRST, LAST)).isNull();
    assertThat(cells.id(ImportField.optional("notThere"))).isNull();
    assertThat(reason(() -> cells.id(X))).isEqualTo("x: without a x");
    assertThat(reason(() -> cells.id(ImportField.required("who", "who", "a customer"))))
        .isEqualTo("who: without a customer");
  }

  @ParameterizedTest
  @CsvSource({
    "a b, x: x not an id",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, x: x too long"
  })
  void whatIsNotAnIdIsRejected(String text, String reason) {
    assertThat(reason(() -> cell(text).id(X))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "1e9, x: x not a number",
    "0.00, x: x not above zero",
    "-1, x: x not above zero",
    "0.0001, x: x with more than 3 decimals",
    "1234, x: x with more than 3 digits"
  })
  void whatIsNotANumberAboveZeroIsRejected(String text, String reason) {
    assertThat(reason(() -> cell(text).aboveZero(X, 3, 3))).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EURO", "eur", "XXX", "ABC"})
  void whatIsNotACurrencyIsRejected(String text) {
    assertThat(reason(() -> cell(text).currency(X))).isEqualTo("x: x not of ISO 4217");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-02-30, x: x not a date",
    "2026-01-02T10:00:00, x: x not a date",
    "2025-12-31, x: x before 2026-01-01",
    "2026-02-01, x: x after 2026-01-31"
  })
  void whatIsNotADayInReachIsRejected(String text, String reason) {
    assertThat(reason(() -> cell(text).day(X, FIRST, LAST))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "1e9, x: x not an amount",
    "-1, x: x negative",
    "1.00001, x: x with more than 4 decimals",
    "1234567890, x: x too large"
  })
  void whatIsNotAnAmountIsRejected(String text, String reason) {
    assertThat(reason(() -> cell(text).amount(X, 9, 4))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "1.5, x: x not a whole number",
    "-1, x: x too small",
    "-99999999999999999999, x: x too small",
    "11, x: x too large",
    "99999999999999999999, x: x too large"
  })
  void whatIsNotAWholeNumberInItsRangeIsRejected(String text, String reason) {
    assertThat(reason(() -> cell(text).wholeNumber(X, 0, 10))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "good, x: x not a number",
    "0.9, x: x not from 1 to 5",
    "5.1, x: x not from 1 to 5",
    "4.25, x: x with more than 1 decimals"
  })
  void whatIsNotARatingIsRejected(String text, String reason) {
    assertThat(reason(() -> cell(text).decimal(X, ONE, FIVE, 1))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "yesterday, x: x not understood",
    "2026-01-02 03:09:06, x: x ahead of the clock",
    "1969-12-31, x: x before 1970"
  })
  void whatIsNotTheInstantOfAFactIsRejected(String text, String reason) {
    assertThat(reason(() -> cell(text).instant(X))).isEqualTo(reason);
  }

  @Test
  void otherTextsAreRejected() {
    assertThat(reason(() -> cell("a\u0000b").name(X))).isEqualTo("x: x not printable or not UTF-8");
    assertThat(reason(() -> cell("a;\uFFFD").names(X, 9)))
        .isEqualTo("x: x not printable or not UTF-8");
    assertThat(reason(() -> cell("a;b;c").names(X, 2))).isEqualTo("x: x more than 2");
    assertThat(reason(() -> cell("PRAISE").oneOf(X, Kind.class))).isEqualTo("x: x unknown");
  }

  @Test
  void idsThatNobodyCanAskForAreNone() throws RejectedRow {
    var reserved = Set.of("import");

    assertThat(cell("imports").id(X, reserved)).isEqualTo("imports");
    assertThat(cell("NA").id(MAY, reserved)).isNull();
    assertThat(reason(() -> cell("import").id(X, reserved))).isEqualTo("x: x reserved");
    assertThat(reason(() -> cell("..").id(X, reserved))).isEqualTo("x: x not an id");
  }

  private static String reason(ThrowingCallable reading) {
    var rejection = catchThrowableOfType(RejectedRow.class, reading).rejection();
    return rejection.field() + ": " + rejection.reason();
  }

  private static Cells cell(String text) {
    return new Cells(Map.of("x", 0), ZoneOffset.UTC, NOW)
        .of(
            new ImportFile.Row() {
              @Override
              public long line() {
                return 2;
              }

              @Override
              public int size() {
                return 1;
              }

              @Override
              public String cell(int index) {
                return text;
              }
            });
  }
}
