package io.tierstream.segmentation.persistence;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A few rows, for a statement that travels with others: an array for each column. The server reads
 * values from text, which costs less than a trip while there are few.
 */
final class ArrayRows implements Rows {

  /** Texts, or bytes, by column and row. */
  private final List<List<Object>> columns = new ArrayList<>();

  /** Which column is written next. */
  private int next;

  private ArrayRows add(Object value) {
    if (next == columns.size()) {
      columns.add(new ArrayList<>(2));
    }
    columns.get(next++).add(value);
    return this;
  }

  private ArrayRows plain(Object value) {
    return add(RoundTrip.text(value));
  }

  @Override
  public ArrayRows text(String value) {
    return add(value);
  }

  @Override
  public ArrayRows bytes(byte[] value) {
    return add(value);
  }

  @Override
  public ArrayRows int2(Integer value) {
    return plain(value);
  }

  @Override
  public ArrayRows int4(int value) {
    return plain(value);
  }

  @Override
  public ArrayRows int8(long value) {
    return plain(value);
  }

  @Override
  public ArrayRows int8(Long value) {
    return plain(value);
  }

  @Override
  public ArrayRows float8(Double value) {
    return plain(value);
  }

  @Override
  public ArrayRows bool(boolean value) {
    return plain(value);
  }

  @Override
  public ArrayRows timestamp(Instant value) {
    if (value == null) {
      return add(null);
    }
    // The server knows no sign before years of five digits.
    var text = value.toString();
    return add(text.startsWith("+") ? text.substring(1) : text);
  }

  @Override
  public ArrayRows date(LocalDate value) {
    return plain(value);
  }

  @Override
  public ArrayRows texts(List<String> values) {
    return add(values.stream().map(ArrayRows::quoted).collect(joining(",", "{", "}")));
  }

  private static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Override
  public ArrayRows numeric(BigDecimal value) {
    return add(value == null ? null : value.toPlainString());
  }

  @Override
  public void endRow() {
    next = 0;
  }

  @Override
  public boolean isEmpty() {
    return columns.isEmpty();
  }

  @Override
  public void into(RoundTrip trip, Columns into) {
    if (!isEmpty()) {
      trip.update("INSERT INTO " + into.tableAndNames() + " " + into.given(), values(into));
    }
  }

  /** The arrays for {@link Columns#given}. */
  Object[] values(Columns into) {
    var values = new Object[columns.size()];
    Arrays.setAll(
        values,
        column ->
            into.list().get(column).isBytes()
                ? columns.get(column).toArray(byte[][]::new)
                : columns.get(column).toArray(String[]::new));
    return values;
  }
}
