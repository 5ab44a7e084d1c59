package io.tierstream.events;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The statements on table {@code outbox}. */
final class OutboxTable {

  /** Channel of the notification that a committing transaction left rows. */
  static final String CHANNEL = "tierstream_outbox";

  // One statement for any number of rows; ids are given in the order of the arrays.
  private static final String INSERT =
      """
      WITH written AS (
        INSERT INTO outbox
          (topic, partition, key, recorded_at, event_id, source, type, event_time, subject,
           backfill, traceparent, data)
        SELECT topic, partition, key, recorded_at, event_id, source, type, event_time, subject,
               backfill, traceparent, data
        FROM unnest(?::text[], ?::int[], ?::text[], ?::timestamptz[], ?::text[], ?::text[],
                    ?::text[], ?::timestamptz[], ?::text[], ?::text[], ?::text[], ?::bytea[])
             WITH ORDINALITY AS r
          (topic, partition, key, recorded_at, event_id, source, type, event_time, subject,
           backfill, traceparent, data, ordinal)
        ORDER BY ordinal)
      SELECT pg_notify('tierstream_outbox', '')
      """;

  private static final String UNSENT =
      """
      SELECT * FROM (
        SELECT id, topic, partition, key, recorded_at, event_id, source, type, event_time, subject,
               backfill, traceparent, data,
               sum(octet_length(data)) OVER (ORDER BY id) - octet_length(data) AS bytes_before
        FROM outbox WHERE sent_at IS NULL ORDER BY id LIMIT ?) AS unsent
      WHERE bytes_before < ? ORDER BY id
      """;

  private static final String MARK = "UPDATE outbox SET sent_at = ? WHERE id = ANY(?)";

  private static final String DELETE =
      """
      DELETE FROM outbox WHERE id IN (
        SELECT id FROM outbox WHERE sent_at < ? ORDER BY sent_at LIMIT ?)
      """;

  private OutboxTable() {}

  /** A row as the relay reads it. */
  record Row(long id, OutboxRecord record) {}

  /** Writes the rows and wakes the relay on commit. */
  static void insert(Connection connection, List<OutboxRecord> records) throws SQLException {
    try (var insert = connection.prepareStatement(INSERT)) {
      insert.setArray(1, array(connection, "text", records, OutboxRecord::topic));
      insert.setArray(2, array(connection, "int4", records, OutboxRecord::partition));
      insert.setArray(3, array(connection, "text", records, OutboxRecord::key));
      insert.setArray(4, array(connection, "timestamptz", records, OutboxRecord::timestamp));
      insert.setArray(5, array(connection, "text", records, r -> r.event().id()));
      insert.setArray(6, array(connection, "text", records, r -> r.event().source()));
      insert.setArray(7, array(connection, "text", records, r -> r.event().type()));
      insert.setArray(8, array(connection, "timestamptz", records, r -> r.event().time()));
      insert.setArray(9, array(connection, "text", records, r -> r.event().subject()));
      insert.setArray(10, array(connection, "text", records, r -> r.event().backfill()));
      insert.setArray(11, array(connection, "text", records, r -> r.event().traceparent()));
      insert.setArray(
          12,
          connection.createArrayOf(
              "bytea", records.stream().map(r -> r.event().data()).toArray(byte[][]::new)));
      insert.execute();
    }
  }

  /**
   * The unsent rows with the lowest ids, in their order: at most {@code limit}, and no more after
   * {@code bytes} of data, so that large events don't fill the memory.
   */
  static List<Row> unsent(Connection connection, int limit, long bytes) throws SQLException {
    try (var select = connection.prepareStatement(UNSENT)) {
      select.setInt(1, limit);
      select.setLong(2, bytes);
      try (var rows = select.executeQuery()) {
        var unsent = new ArrayList<Row>();
        while (rows.next()) {
          unsent.add(row(rows));
        }
        return unsent;
      }
    }
  }

  static void mark(Connection connection, List<Long> ids, Instant sentAt) throws SQLException {
    try (var update = connection.prepareStatement(MARK)) {
      set(update, 1, sentAt);
      update.setArray(2, connection.createArrayOf("int8", ids.toArray()));
      update.executeUpdate();
    }
  }

  /** Deletes at most {@code limit} rows sent before {@code before}; answers how many. */
  static int delete(Connection connection, Instant before, int limit) throws SQLException {
    try (var delete = connection.prepareStatement(DELETE)) {
      set(delete, 1, before);
      delete.setInt(2, limit);
      return delete.executeUpdate();
    }
  }

  static long countUnsent(Connection connection) throws SQLException {
    try (var count =
            connection.prepareStatement("SELECT count(*) FROM outbox WHERE sent_at IS NULL");
        var rows = count.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  static void set(PreparedStatement statement, int index, Instant at) throws SQLException {
    statement.setObject(index, OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
  }

  private static Row row(ResultSet rows) throws SQLException {
    var event =
        new CloudEvent(
            rows.getString("event_id"),
            rows.getString("source"),
            rows.getString("type"),
            instant(rows, "event_time"),
            rows.getString("subject"),
            rows.getString("backfill"),
            rows.getString("traceparent"),
            rows.getBytes("data"));
    return new Row(
        rows.getLong("id"),
        new OutboxRecord(
            rows.getString("topic"),
            rows.getObject("partition", Integer.class),
            rows.getString("key"),
            instant(rows, "recorded_at"),
            event));
  }

  private static Instant instant(ResultSet rows, String column) throws SQLException {
    return rows.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static <T> Array array(
      Connection connection, String type, List<OutboxRecord> records, Function<OutboxRecord, T> of)
      throws SQLException {
    return connection.createArrayOf(type, records.stream().map(of).toArray());
  }
}
