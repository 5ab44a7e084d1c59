package io.tierstream.segmentation.persistence;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Stream;

/**
 * How many customers {@code member} has and what they are worth together, per cell and per value of
 * an attribute: SQL of those who change it and of those who read it.
 */
final class MemberTotals {

  private static final String VALUES =
      Stream.of(Attribute.values()).map(MemberTotals::values).collect(joining(" UNION ALL "));

  /**
   * Parts of a WITH: the totals follow {@code change}, which has {@link #columns} of rows of {@code
   * member}, how many {@code customers} more there are with them, and what those who are there are
   * {@code worth} more; both may be negative.
   */
  static final String FOLLOW =
      """
      cells AS (
        INSERT INTO cell_total AS total
        SELECT cell, sum(customers), sum(worth) FROM change GROUP BY cell
        ON CONFLICT (cell) DO UPDATE SET customers = total.customers + excluded.customers,
          monetary = total.monetary + excluded.monetary),
      attributes AS (
        INSERT INTO attribute_total AS total
        %s
        ON CONFLICT (attribute, value) DO UPDATE SET customers = total.customers + excluded.customers,
          monetary = total.monetary + excluded.monetary)"""
          .formatted(VALUES);

  /** Of every group of a {@link Grouping} that has a customer. */
  static final String OF_GROUPS =
      """
      SELECT c.%1$s, sum(t.customers)::bigint, sum(t.monetary)
      FROM cell_total t JOIN member_cell c USING (cell) WHERE t.customers > 0 GROUP BY c.%1$s""";

  /** Of so many values of an attribute, the most frequent first. */
  static final String OF_VALUES =
      """
      SELECT value, customers, monetary FROM attribute_total
      WHERE attribute = '%s' ORDER BY customers DESC, value LIMIT %d""";

  static final String OF_ALL =
      "SELECT null, coalesce(sum(customers), 0)::bigint, coalesce(sum(monetary), 0) FROM cell_total";

  private MemberTotals() {}

  /** What {@code change} has of a row of {@code member}; each as {@code column} has it. */
  static String columns(String column) {
    return Stream.concat(Stream.of("cell"), Stream.of(Attribute.values()).map(Attribute::column))
        .map(column::formatted)
        .collect(joining(", "));
  }

  /** Changes of the values of one attribute; null stands for none. */
  private static String values(Attribute attribute) {
    var value =
        attribute.kind() == Attribute.Kind.LIST
            ? "unnest(coalesce(nullif(%s, '{}'), '{null}'))"
            : "%s::text";
    return """
    SELECT '%s', value, sum(customers), sum(worth)
    FROM (SELECT %s AS value, customers, worth FROM change) AS change GROUP BY value"""
        .formatted(attribute.property(), value.formatted(attribute.column()));
  }

  /** Values that nobody has any more are gone, as those are who had them. */
  static void forget(Connection connection) throws SQLException {
    try (var delete = connection.createStatement()) {
      delete.executeUpdate("DELETE FROM attribute_total WHERE customers = 0");
    }
  }
}
