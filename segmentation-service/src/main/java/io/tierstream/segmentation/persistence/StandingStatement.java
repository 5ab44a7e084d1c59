package io.tierstream.segmentation.persistence;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import io.tierstream.segmentation.domain.Assessment;
import io.tierstream.segmentation.domain.Bonds;
import io.tierstream.segmentation.domain.CustomerAttributes;
import io.tierstream.segmentation.domain.KnownPin;
import io.tierstream.segmentation.domain.Lifecycle;
import io.tierstream.segmentation.domain.Satisfaction;
import io.tierstream.segmentation.persistence.CommitRows.StandingRow;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Writes many standings at once: one statement for all rows that write the same columns, since most
 * rows have neither new feedback nor new attributes, and shouldn't pay for those that do.
 */
final class StandingStatement {

  /**
   * A column and what a row writes there; every value but bytes travels as text.
   *
   * @param type as which it travels
   * @param expression of what is inserted, over the values {@code n}
   */
  private record Column(
      String name, String type, String expression, Function<StandingRow, Object> value) {

    static Column of(String name, String type, Function<StandingRow, Object> value) {
      return new Column(name, type, "n." + name, value);
    }

    /** Where null leaves what is there. */
    static Column kept(String name, Function<StandingRow, Object> value) {
      return new Column(
          name,
          "bytea",
          "coalesce(n.%1$s, (SELECT s.%1$s FROM standing s WHERE s.customer_id = n.customer_id))"
              .formatted(name),
          value);
    }

    static Column list(String name, Function<StandingRow, List<String>> value) {
      return new Column(
          name, "text", "n." + name + "::text[]", row -> arrayLiteral(value.apply(row)));
    }

    Object[] values(List<StandingRow> rows) {
      return type.equals("bytea")
          ? rows.stream().map(value).toArray(byte[][]::new)
          : rows.stream().map(value).map(Commits::text).toArray(String[]::new);
    }
  }

  private static final List<Column> ALWAYS =
      List.of(
          Column.of("customer_id", "text", row -> row.standing().customerId()),
          Column.of("partition", "int", StandingRow::number),
          Column.of("row_version", "bigint", StandingRow::rowVersion),
          Column.of("tier", "text", row -> row.standing().tier()),
          Column.of("tier_since", "timestamptz", row -> row.standing().tierSince()),
          Column.of("segment", "text", of(Assessment::segment, null)),
          Column.of("lifecycle", "text", of(Assessment::lifecycle, Lifecycle.PROSPECT)),
          Column.of("r", "smallint", of(a -> a.scores() == null ? null : a.scores().r(), null)),
          Column.of("f", "smallint", of(a -> a.scores() == null ? null : a.scores().f(), null)),
          Column.of("m", "smallint", of(a -> a.scores() == null ? null : a.scores().m(), null)),
          Column.of("s", "smallint", of(a -> a.scores() == null ? null : a.scores().s(), null)),
          Column.of(
              "composite",
              "numeric",
              of(a -> a.composite() == null ? null : a.composite().rounded(), null)),
          Column.of("frequency", "int", of(Assessment::frequency, 0)),
          Column.of("monetary", "numeric", of(a -> a.monetary().value(), BigDecimal.ZERO)),
          Column.of("last_purchase_at", "timestamptz", of(Assessment::lastPurchaseAt, null)),
          // What ratings come to changes with the model as well.
          Column.of("rating_weight", "float8", rated(Satisfaction::weights)),
          Column.of("rating_sum", "float8", rated(Satisfaction::weighted)),
          Column.of("rated_at", "timestamptz", rated(Satisfaction::ratedAt)),
          Column.of("model", "int", row -> row.standing().model()),
          Column.of("sequence", "bigint", row -> row.standing().sequence()),
          Column.of("below_since", "timestamptz", row -> row.standing().belowSince()),
          Column.of("next_change_at", "timestamptz", row -> row.standing().nextChangeAt()),
          Column.of("as_of", "timestamptz", row -> row.standing().asOf()),
          Column.of("pin_version", "bigint", pin(KnownPin::version, 0)),
          Column.of("pin_tier", "text", pin(known -> known.pin().tier(), null)),
          Column.of("pin_until", "timestamptz", pin(known -> known.pin().until(), null)),
          Column.of("pin_at", "timestamptz", pin(known -> known.pin().occurredAt(), null)),
          Column.of("pin_ordinal", "bigint", pin(KnownPin::ordinal, null)),
          Column.of("merged_into", "text", bonds(Bonds::mergedInto)),
          Column.of("merge_version", "bigint", bonds(Bonds::version)),
          Column.of("erased", "boolean", bonds(Bonds::isErased)),
          Column.list("sources", row -> sources(row.standing().bonds())),
          Column.of("gathered_at", "timestamptz", bonds(Bonds::gatheredAt)),
          Column.of("ordinal", "bigint", row -> row.standing().ordinal()),
          Column.of("backfill", "text", row -> row.standing().backfill()),
          Column.of("pages", "int", StandingRow::pages),
          Column.kept("tail", StandingRow::tail));

  private static final List<Column> FEEDBACK =
      List.of(
          Column.of("feedback_pages", "int", row -> row.feedback().pages()),
          Column.kept("feedback", row -> row.feedback().tail()));

  private static final List<Column> ATTRIBUTES =
      List.of(
          Column.of("attributes_version", "bigint", row -> row.attributes().version()),
          Column.of("region", "text", attribute(CustomerAttributes::region)),
          Column.of("city", "text", attribute(CustomerAttributes::city)),
          Column.of("city_tier", "smallint", attribute(CustomerAttributes::cityTier)),
          Column.of("birth_year", "smallint", attribute(CustomerAttributes::birthYear)),
          Column.of("gender", "text", attribute(CustomerAttributes::gender)),
          Column.of("industry", "text", attribute(CustomerAttributes::industry)),
          Column.of("channel", "text", attribute(CustomerAttributes::channel)),
          Column.list("preferences", row -> row.attributes().attributes().preferences()),
          Column.list("tags", row -> row.attributes().attributes().tags()));

  private static final List<StandingStatement> KINDS =
      List.of(
          new StandingStatement(false, false),
          new StandingStatement(true, false),
          new StandingStatement(false, true),
          new StandingStatement(true, true));

  private final boolean writesFeedback;
  private final boolean writesAttributes;
  private final List<Column> columns;
  private final String sql;

  private StandingStatement(boolean writesFeedback, boolean writesAttributes) {
    this.writesFeedback = writesFeedback;
    this.writesAttributes = writesAttributes;
    this.columns = new ArrayList<>(ALWAYS);
    if (writesFeedback) {
      columns.addAll(FEEDBACK);
    }
    if (writesAttributes) {
      columns.addAll(ATTRIBUTES);
    }
    this.sql =
        """
        INSERT INTO standing AS old (%1$s)
        SELECT %2$s FROM unnest(%3$s) AS n (%1$s)
        ON CONFLICT (customer_id) DO UPDATE SET %4$s
        WHERE old.row_version = excluded.row_version - 1"""
            .formatted(
                each(columns, Column::name),
                each(columns, Column::expression),
                each(columns, column -> "?::" + column.type() + "[]"),
                each(
                    columns.subList(1, columns.size()), // all but the key
                    column -> column.name() + " = excluded." + column.name()));
  }

  private static String each(List<Column> columns, Function<Column, String> part) {
    return columns.stream().map(part).collect(joining(", "));
  }

  /**
   * Writes all of them.
   *
   * @throws OwnershipLostException when a row isn't the one that its owner knew
   */
  static void write(Connection connection, List<StandingRow> rows)
      throws SQLException, OwnershipLostException {
    for (var kind : KINDS) {
      kind.writeItsOwn(connection, rows);
    }
  }

  private void writeItsOwn(Connection connection, Collection<StandingRow> all)
      throws SQLException, OwnershipLostException {
    // In one order everywhere, so that two writers could at worst wait for each other in turn.
    var rows =
        all.stream()
            .filter(row -> (row.feedback() != null) == writesFeedback)
            .filter(row -> (row.attributes() != null) == writesAttributes)
            .sorted(Comparator.comparing(row -> row.standing().customerId()))
            .toList();
    if (rows.isEmpty()) {
      return;
    }
    try (var insert = connection.prepareStatement(sql)) {
      for (int i = 0; i < columns.size(); i++) {
        var column = columns.get(i);
        var type = column.type().equals("bytea") ? "bytea" : "text";
        insert.setArray(i + 1, connection.createArrayOf(type, column.values(rows)));
      }
      if (insert.executeUpdate() != rows.size()) {
        throw new OwnershipLostException(
            rows.stream().map(StandingRow::number).collect(toCollection(TreeSet::new)),
            "a standing was written by another than its owner in");
      }
    }
  }

  private static Function<StandingRow, Object> of(
      Function<Assessment, Object> part, Object beforeTheFirst) {
    return row -> {
      var assessment = row.standing().assessment();
      return assessment == null ? beforeTheFirst : part.apply(assessment);
    };
  }

  private static Function<StandingRow, Object> pin(
      Function<KnownPin, Object> part, Object withoutOne) {
    return row -> {
      var pin = row.standing().facts().pin();
      return pin == null ? withoutOne : part.apply(pin);
    };
  }

  private static Function<StandingRow, Object> bonds(Function<Bonds, Object> part) {
    return row -> part.apply(row.standing().bonds());
  }

  private static List<String> sources(Bonds bonds) {
    return bonds.sources().entrySet().stream()
        .map(source -> source.getKey() + "=" + source.getValue())
        .sorted()
        .toList();
  }

  private static Function<StandingRow, Object> rated(Function<Satisfaction, Object> part) {
    return of(a -> a.satisfaction() == null ? null : part.apply(a.satisfaction()), null);
  }

  private static Function<StandingRow, Object> attribute(
      Function<CustomerAttributes, Object> part) {
    return row -> part.apply(row.attributes().attributes());
  }

  /** As PostgreSQL reads an array. */
  private static String arrayLiteral(List<String> items) {
    return items.stream()
        .map(item -> '"' + item.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
        .collect(joining(",", "{", "}"));
  }
}
