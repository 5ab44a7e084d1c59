package io.tierstream.segmentation.persistence;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import io.tierstream.segmentation.domain.Assessment;
import io.tierstream.segmentation.domain.Bonds;
import io.tierstream.segmentation.domain.CustomerAttributes;
import io.tierstream.segmentation.domain.KnownPin;
import io.tierstream.segmentation.domain.Lifecycle;
import io.tierstream.segmentation.domain.Satisfaction;
import io.tierstream.segmentation.domain.Scores;
import io.tierstream.segmentation.persistence.CommitRows.StandingRow;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.postgresql.PGConnection;

/**
 * Writes many standings at once: one statement for all rows that write the same columns, since most
 * rows have neither new feedback nor new attributes, and shouldn't pay for those that do.
 */
final class StandingStatement {

  /** A column and how a row's value is written there. */
  private record Column(String name, String type, String update, Writer writer) {

    static Column of(String name, String type, Writer writer) {
      return new Column(name, type, "excluded." + name, writer);
    }

    /** Where no bytes at all leave what is there; what is there begins with its format. */
    static Column kept(String name, Function<StandingRow, byte[]> value) {
      return new Column(
          name,
          "bytea",
          "CASE WHEN octet_length(excluded.%1$s) = 0 THEN old.%1$s ELSE excluded.%1$s END"
              .formatted(name),
          (rows, row) -> {
            var bytes = value.apply(row);
            rows.bytes(bytes == null ? NOTHING : bytes);
          });
    }

    /** Of the last assessment; null before the first. */
    static Column assessed(String name, String type, BiConsumer<Rows, Assessment> writer) {
      return of(
          name,
          type,
          (rows, row) -> {
            var assessment = row.standing().assessment();
            if (assessment == null) {
              rows.text(null);
            } else {
              writer.accept(rows, assessment);
            }
          });
    }

    /** One of four scores. */
    static Column score(String name, Function<Scores, Integer> score) {
      return assessed(
          name,
          "smallint",
          (rows, a) -> rows.int2(a.scores() == null ? null : score.apply(a.scores())));
    }

    static Column rated(String name, String type, BiConsumer<Rows, Satisfaction> writer) {
      return assessed(
          name,
          type,
          (rows, a) -> {
            if (a.satisfaction() == null) {
              rows.text(null);
            } else {
              writer.accept(rows, a.satisfaction());
            }
          });
    }

    static Column attribute(String name, String type, BiConsumer<Rows, CustomerAttributes> writer) {
      return of(name, type, (rows, row) -> writer.accept(rows, row.attributes().attributes()));
    }
  }

  /** Writes one value of a row, as its column's type. */
  private interface Writer extends BiConsumer<Rows, StandingRow> {}

  private static final byte[] NOTHING = {};

  private static final List<Column> ALWAYS =
      List.of(
          Column.of("customer_id", "text", (to, row) -> to.text(row.standing().customerId())),
          Column.of("partition", "integer", (to, row) -> to.int4(row.number())),
          Column.of("row_version", "bigint", (to, row) -> to.int8(row.rowVersion())),
          Column.of("tier", "text", (to, row) -> to.text(row.standing().tier())),
          Column.of(
              "tier_since", "timestamptz", (to, row) -> to.timestamp(row.standing().tierSince())),
          Column.assessed("segment", "text", (to, a) -> to.text(a.segment())),
          Column.of("lifecycle", "text", (to, row) -> to.text(lifecycle(row).name())),
          Column.score("r", Scores::r),
          Column.score("f", Scores::f),
          Column.score("m", Scores::m),
          Column.score("s", Scores::s),
          Column.assessed(
              "composite",
              "numeric",
              (to, a) -> to.numeric(a.composite() == null ? null : a.composite().rounded())),
          Column.of("frequency", "integer", (to, row) -> to.int4(frequency(row))),
          Column.of("monetary", "numeric", (to, row) -> to.numeric(monetary(row))),
          Column.assessed(
              "last_purchase_at", "timestamptz", (to, a) -> to.timestamp(a.lastPurchaseAt())),
          // What ratings come to changes with the model as well.
          Column.rated("rating_weight", "float8", (to, s) -> to.float8(s.weights())),
          Column.rated("rating_sum", "float8", (to, s) -> to.float8(s.weighted())),
          Column.rated("rated_at", "timestamptz", (to, s) -> to.timestamp(s.ratedAt())),
          Column.of("model", "integer", (to, row) -> to.int4(row.standing().model())),
          Column.of("sequence", "bigint", (to, row) -> to.int8(row.standing().sequence())),
          Column.of(
              "below_since", "timestamptz", (to, row) -> to.timestamp(row.standing().belowSince())),
          Column.of(
              "next_change_at",
              "timestamptz",
              (to, row) -> to.timestamp(row.standing().nextChangeAt())),
          Column.of("as_of", "timestamptz", (to, row) -> to.timestamp(row.standing().asOf())),
          Column.of(
              "pin_version",
              "bigint",
              (to, row) -> to.int8(pin(row) == null ? 0 : pin(row).version())),
          Column.of(
              "pin_tier",
              "text",
              (to, row) -> to.text(pin(row) == null ? null : pin(row).pin().tier())),
          Column.of(
              "pin_until",
              "timestamptz",
              (to, row) -> to.timestamp(pin(row) == null ? null : pin(row).pin().until())),
          Column.of(
              "pin_at",
              "timestamptz",
              (to, row) -> to.timestamp(pin(row) == null ? null : pin(row).pin().occurredAt())),
          Column.of(
              "pin_ordinal",
              "bigint",
              (to, row) -> to.int8(pin(row) == null ? null : Long.valueOf(pin(row).ordinal()))),
          Column.of("merged_into", "text", (to, row) -> to.text(bonds(row).mergedInto())),
          Column.of("merge_version", "bigint", (to, row) -> to.int8(bonds(row).version())),
          Column.of("erased", "boolean", (to, row) -> to.bool(bonds(row).isErased())),
          Column.of("sources", "text[]", (to, row) -> to.texts(sources(bonds(row)))),
          Column.of(
              "gathered_at", "timestamptz", (to, row) -> to.timestamp(bonds(row).gatheredAt())),
          Column.of("ordinal", "bigint", (to, row) -> to.int8(row.standing().ordinal())),
          Column.of("backfill", "text", (to, row) -> to.text(row.standing().backfill())),
          Column.of("pages", "integer", (to, row) -> to.int4(row.pages())),
          Column.kept("tail", StandingRow::tail));

  private static final List<Column> FEEDBACK =
      List.of(
          Column.of("feedback_pages", "integer", (to, row) -> to.int4(row.feedback().pages())),
          Column.kept("feedback", row -> row.feedback().tail()));

  private static final List<Column> ATTRIBUTES =
      List.of(
          Column.of(
              "attributes_version", "bigint", (to, row) -> to.int8(row.attributes().version())),
          Column.attribute("region", "text", (to, of) -> to.text(of.region())),
          Column.attribute("city", "text", (to, of) -> to.text(of.city())),
          Column.attribute("city_tier", "smallint", (to, of) -> to.int2(of.cityTier())),
          Column.attribute("birth_year", "smallint", (to, of) -> to.int2(of.birthYear())),
          Column.attribute("gender", "text", (to, of) -> to.text(of.gender())),
          Column.attribute("industry", "text", (to, of) -> to.text(of.industry())),
          Column.attribute("channel", "text", (to, of) -> to.text(of.channel())),
          Column.attribute("preferences", "text[]", (to, of) -> to.texts(of.preferences())),
          Column.attribute("tags", "text[]", (to, of) -> to.texts(of.tags())));

  private static final List<StandingStatement> KINDS =
      List.of(
          new StandingStatement("standing_in", false, false),
          new StandingStatement("standing_in_rated", true, false),
          new StandingStatement("standing_in_changed", false, true),
          new StandingStatement("standing_in_both", true, true));

  /** Which of these tables a session has; only the session itself is held on to weakly. */
  private static final Map<PGConnection, Set<String>> TABLES =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final String table;
  private final boolean writesFeedback;
  private final boolean writesAttributes;
  private final List<Column> columns;
  private final Columns into;
  private final String create;
  private final String fromTable;
  private final String fromValues;

  /**
   * @param table of the session's own, through which the rows go
   */
  private StandingStatement(String table, boolean writesFeedback, boolean writesAttributes) {
    this.table = table;
    this.writesFeedback = writesFeedback;
    this.writesAttributes = writesAttributes;
    this.columns = new ArrayList<>(ALWAYS);
    if (writesFeedback) {
      columns.addAll(FEEDBACK);
    }
    if (writesAttributes) {
      columns.addAll(ATTRIBUTES);
    }
    this.into =
        Columns.of(
            table, columns.stream().map(c -> new Columns.Column(c.name(), c.type())).toList());
    this.create =
        "CREATE TEMPORARY TABLE IF NOT EXISTS %s ON COMMIT DELETE ROWS AS SELECT %s FROM standing WITH NO DATA"
            .formatted(table, into.names());
    this.fromTable = upsert("SELECT %s FROM %s".formatted(into.names(), table));
    this.fromValues = upsert(into.given());
  }

  private String upsert(String rows) {
    return """
        INSERT INTO standing AS old (%1$s)
        %2$s
        ON CONFLICT (customer_id) DO UPDATE SET %3$s
        WHERE old.row_version = excluded.row_version - 1"""
        .formatted(
            into.names(),
            rows,
            columns.stream()
                .skip(1) // the key
                .map(column -> column.name() + " = " + column.update())
                .collect(joining(", ")));
  }

  /**
   * Writes all of them.
   *
   * @throws OwnershipLostException when a row isn't the one that its owner knew
   */
  static void write(RoundTrip trip, List<StandingRow> rows)
      throws SQLException, OwnershipLostException {
    for (var kind : KINDS) {
      kind.writeItsOwn(trip, rows);
    }
  }

  private void writeItsOwn(RoundTrip trip, Collection<StandingRow> all)
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
    if (CommitRows.areFew(rows.size())) {
      var few = new ArrayRows();
      write(rows, few);
      trip.update(fromValues, count -> written(rows, count), few.values(into));
    } else {
      var many = new CopyRows();
      write(rows, many);
      createIn(trip.connection());
      many.into(trip, into);
      trip.update(fromTable, count -> written(rows, count));
    }
  }

  private void write(List<StandingRow> rows, Rows into) {
    for (var row : rows) {
      for (var column : columns) {
        column.writer().accept(into, row);
      }
      into.endRow();
    }
  }

  private static void written(List<StandingRow> rows, int count) throws OwnershipLostException {
    if (count != rows.size()) {
      throw new OwnershipLostException(
          rows.stream().map(StandingRow::number).collect(toCollection(TreeSet::new)),
          "a standing was written by another than its owner in");
    }
  }

  private void createIn(Connection connection) throws SQLException {
    var tables =
        TABLES.computeIfAbsent(
            connection.unwrap(PGConnection.class), session -> ConcurrentHashMap.newKeySet());
    if (!tables.contains(table)) {
      try (var statement = connection.createStatement()) {
        statement.execute(create);
      }
      tables.add(table);
    }
  }

  /** The session's temporary tables go, or its transaction did, and may have begun one. */
  static void forget(Connection connection) throws SQLException {
    TABLES.remove(connection.unwrap(PGConnection.class));
  }

  private static Lifecycle lifecycle(StandingRow row) {
    var assessment = row.standing().assessment();
    return assessment == null ? Lifecycle.PROSPECT : assessment.lifecycle();
  }

  private static int frequency(StandingRow row) {
    var assessment = row.standing().assessment();
    return assessment == null ? 0 : assessment.frequency();
  }

  private static BigDecimal monetary(StandingRow row) {
    var assessment = row.standing().assessment();
    return assessment == null ? BigDecimal.ZERO : assessment.monetary().value();
  }

  private static KnownPin pin(StandingRow row) {
    return row.standing().facts().pin();
  }

  private static Bonds bonds(StandingRow row) {
    return row.standing().bonds();
  }

  private static List<String> sources(Bonds bonds) {
    return bonds.sources().isEmpty()
        ? List.of()
        : bonds.sources().entrySet().stream()
            .map(source -> source.getKey() + "=" + source.getValue())
            .sorted()
            .toList();
  }
}
