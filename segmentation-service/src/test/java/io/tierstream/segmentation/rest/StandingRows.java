package io.tierstream.segmentation.rest;

import static org.awaitility.Awaitility.await;

import io.tierstream.embedded.Infrastructure;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Rows as the pipeline leaves them, put where it would put them. */
final class StandingRows {

  private static final Duration LONG = Duration.ofSeconds(60);

  private final Infrastructure infrastructure;

  StandingRows(Infrastructure infrastructure) {
    this.infrastructure = infrastructure;
  }

  /** A customer's row; null where there is nothing. */
  record Row(
      String customerId,
      String tier,
      String segment,
      String lifecycle,
      Integer score,
      String composite,
      int frequency,
      String monetary,
      Instant lastPurchaseAt,
      long sequence,
      Instant since,
      Instant belowSince,
      Instant nextChangeAt,
      Instant asOf) {

    /** Nothing was bought. */
    static Row prospect(String customerId, Instant asOf) {
      return new Row(
          customerId, null, null, "PROSPECT", null, null, 0, "0", null, 0, null, null, null, asOf);
    }

    /** Something was bought, the last time at {@code asOf}. */
    static Row member(String customerId, String tier, String monetary, Instant asOf) {
      return new Row(
          customerId,
          tier,
          "Loyal",
          "ACTIVE",
          4,
          "4.000",
          8,
          monetary,
          asOf,
          1,
          asOf,
          null,
          null,
          asOf);
    }

    Row in(String newSegment, String newLifecycle) {
      return new Row(
          customerId,
          tier,
          newSegment,
          newLifecycle,
          score,
          composite,
          frequency,
          monetary,
          lastPurchaseAt,
          sequence,
          since,
          belowSince,
          nextChangeAt,
          asOf);
    }

    Row with(String newComposite, int newFrequency, Instant newSince, Instant newNextChangeAt) {
      return new Row(
          customerId,
          tier,
          segment,
          lifecycle,
          score,
          newComposite,
          newFrequency,
          monetary,
          lastPurchaseAt,
          sequence,
          newSince,
          belowSince,
          newNextChangeAt,
          asOf);
    }

    Row below(Instant newBelowSince) {
      return new Row(
          customerId,
          tier,
          segment,
          lifecycle,
          score,
          composite,
          frequency,
          monetary,
          lastPurchaseAt,
          sequence,
          since,
          newBelowSince,
          nextChangeAt,
          asOf);
    }
  }

  void clear() throws SQLException {
    execute(
        "DELETE FROM member_stale",
        "DELETE FROM standing",
        "DELETE FROM tier_change",
        "DELETE FROM member",
        "DELETE FROM member_term",
        "DELETE FROM cell_total",
        "DELETE FROM attribute_total");
  }

  void add(Row... rows) throws SQLException {
    add(List.of(rows));
  }

  void add(List<Row> rows) throws SQLException {
    try (var connection = infrastructure.connect();
        var insert =
            connection.prepareStatement(
                """
                INSERT INTO standing (customer_id, tier, segment, lifecycle, r, f, m, composite,
                  frequency, monetary, last_purchase_at, sequence, tier_since, below_since,
                  next_change_at, as_of, partition, row_version, model, ordinal, pages, tail)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 1, 1, 1, 0, '')
                """)) {
      for (var row : rows) {
        var values =
            new Object[] {
              row.customerId,
              row.tier,
              row.segment,
              row.lifecycle,
              row.score,
              row.score,
              row.score,
              decimal(row.composite),
              row.frequency,
              decimal(row.monetary),
              at(row.lastPurchaseAt),
              row.sequence,
              at(row.since),
              at(row.belowSince),
              at(row.nextChangeAt),
              at(row.asOf)
            };
        for (var i = 0; i < values.length; i++) {
          insert.setObject(i + 1, values[i]);
        }
        insert.addBatch();
      }
      insert.executeBatch();
    }
    takeOver();
  }

  /** Many members with wide rows, {@code M-000001} and so on. */
  void addMany(int count) throws SQLException {
    addUnlisted(count);
    takeOver();
  }

  /** Likewise, but lists don't know of them: downloads do. */
  void addUnlisted(int count) throws SQLException {
    execute(
        """
        INSERT INTO standing (customer_id, tier, segment, lifecycle, r, f, m, composite,
          frequency, monetary, last_purchase_at, sequence, tier_since, as_of, partition,
          row_version, model, ordinal, pages, tail)
        SELECT 'M-' || lpad(i::text, 6, '0'), 'GOLD', 'Loyal', 'ACTIVE', 4, 4, 4, 4, 8, i, t, 1, t,
          t, 0, 1, 1, 1, 0, ''
        FROM generate_series(1, %d) i, (VALUES (timestamptz '2026-01-01')) AS instant (t)
        """
            .formatted(count));
  }

  /** As the pipeline says what it has written; returns when lists show it. */
  private void takeOver() throws SQLException {
    execute("INSERT INTO member_stale SELECT customer_id FROM standing");
    await().atMost(LONG).until(() -> ask("SELECT count(*) FROM member_stale") == 0);
  }

  private long ask(String sql) throws SQLException {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  /** Gives a customer attributes, as {@code name = SQL} pairs. */
  void describe(String customerId, long version, String attributes) throws SQLException {
    execute(
        "UPDATE standing SET row_version = row_version + 1, attributes_version = %d, %s WHERE customer_id = '%s'"
            .formatted(version, attributes, customerId));
    takeOver();
  }

  void describeAll(String attributes) throws SQLException {
    execute(
        "UPDATE standing SET row_version = row_version + 1, attributes_version = 1, " + attributes);
    takeOver();
  }

  /** The planner knows that there is nobody, if so. */
  void analyzed() throws SQLException {
    execute("ANALYZE member, member_term");
  }

  /** How many rows the planner takes a table to have. */
  long believed(String table) throws SQLException {
    try (var connection = infrastructure.connect();
        var select =
            connection.prepareStatement("SELECT reltuples FROM pg_class WHERE relname = ?")) {
      select.setString(1, table);
      try (var row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** A customer's figures move on. */
  void move(String customerId, String monetary) throws SQLException {
    execute(
        "UPDATE standing SET row_version = row_version + 1, monetary = %s WHERE customer_id = '%s'"
            .formatted(monetary, customerId));
    takeOver();
  }

  void addTierChange(String customerId, long sequence, String event) throws SQLException {
    try (var connection = infrastructure.connect();
        var insert =
            connection.prepareStatement(
                """
                INSERT INTO tier_change
                  (customer_id, sequence, kind, effective_at, recorded_at, event_id, event)
                VALUES (?, ?, 'UPGRADE', '2026-01-01', '2026-01-01', ?, ?::json)
                """)) {
      insert.setString(1, customerId);
      insert.setLong(2, sequence);
      insert.setString(3, customerId + "/" + sequence);
      insert.setString(4, event);
      insert.executeUpdate();
    }
  }

  /** Ends the sessions that are in the middle of reading standings; says how many there were. */
  int cutOffReaders() throws SQLException {
    try (var connection = infrastructure.connect();
        var query =
            connection.prepareStatement(
                """
                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE datname = current_database() AND state = 'idle in transaction'
                  AND query LIKE '%customer_id%from standing%'
                """);
        var rows = query.executeQuery()) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static BigDecimal decimal(String text) {
    return text == null ? null : new BigDecimal(text);
  }

  private static OffsetDateTime at(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
