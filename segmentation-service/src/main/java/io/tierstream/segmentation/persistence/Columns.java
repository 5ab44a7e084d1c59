package io.tierstream.segmentation.persistence;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Columns of a table that rows are written to. */
final class Columns {

  /**
   * A column.
   *
   * @param type as the server calls it
   */
  record Column(String name, String type) {

    boolean isBytes() {
      return type.equals("bytea");
    }
  }

  private final List<Column> columns;
  private final String names;
  private final String tableAndNames;
  private final String given;

  private Columns(String table, List<Column> columns) {
    this.columns = columns;
    this.names = each(Column::name);
    this.tableAndNames = "%s (%s)".formatted(table, names);
    this.given =
        "SELECT %s FROM unnest(%s) AS given (%s)"
            .formatted(
                each(column -> column.name() + "::" + column.type()),
                each(column -> column.isBytes() ? "?::bytea[]" : "?::text[]"),
                names);
  }

  /**
   * Some of a table's columns.
   *
   * @param columns names and types, such as {@code customer_id text, ordinal bigint}
   */
  static Columns of(String table, String... columns) {
    return of(
        table,
        Stream.of(String.join(", ", columns).split(", "))
            .map(column -> column.split(" "))
            .map(column -> new Column(column[0], column[1]))
            .toList());
  }

  static Columns of(String table, List<Column> columns) {
    return new Columns(table, List.copyOf(columns));
  }

  private String each(Function<Column, String> part) {
    return columns.stream().map(part).collect(joining(", "));
  }

  /** In their order. */
  List<Column> list() {
    return columns;
  }

  /** Their names, one after another. */
  String names() {
    return names;
  }

  /** {@code table (name, name…)}. */
  String tableAndNames() {
    return tableAndNames;
  }

  /** The query whose rows are given as an array for each column, {@link ArrayRows#values}. */
  String given() {
    return given;
  }
}
