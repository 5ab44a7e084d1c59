package io.tierstream.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.header.Headers;

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

  private static final String INSERT_DEAD_LETTERS =
      """
      WITH written AS (
        INSERT INTO outbox (topic, partition, raw_key, recorded_at, headers, data)
        SELECT topic, partition, raw_key, recorded_at, headers, data
        FROM unnest(?::text[], ?::int[], ?::bytea[], ?::timestamptz[], ?::bytea[], ?::bytea[])
             WITH ORDINALITY AS r (topic, partition, raw_key, recorded_at, headers, data, ordinal)
        ORDER BY ordinal)
      SELECT pg_notify('tierstream_outbox', '')
      """;

  private static final String UNSENT =
      """
      SELECT * FROM (
        SELECT id, topic, partition, key, recorded_at, event_id, source, type, event_time, subject,
               backfill, traceparent, data, headers, raw_key,
               sum(coalesce(octet_length(data), 0)) OVER (ORDER BY id)
                 - coalesce(octet_length(data), 0) AS bytes_before
        FROM outbox WHERE sent_at IS NULL AND id <> ALL (?) ORDER BY id LIMIT ?) AS unsent
      WHERE bytes_before < ? ORDER BY id
      """;

  private static final String MARK = "UPDATE outbox SET sent_at = ? WHERE id = ANY(?)";

  private static final String DELETE =
      """
      DELETE FROM outbox WHERE id IN (
        SELECT id FROM outbox WHERE sent_at < ? ORDER BY sent_at LIMIT ?)
      """;

  // In order of ids, as the relay marks them: so neither waits for the other in a circle.
  private static final String FORGET =
      """
      DELETE FROM outbox WHERE id IN (
        SELECT id FROM outbox WHERE topic = ? AND key = ANY (?) ORDER BY id FOR UPDATE)
      """;

  private OutboxTable() {}

  /**
   * A row as the relay sends it.
   *
   * @param topic without prefix
   * @param partition null = by the key
   * @param key null when a dead letter has none
   * @param value null when a dead letter has none
   */
  record Row(
      long id,
      String topic,
      Integer partition,
      byte[] key,
      Instant timestamp,
      byte[] value,
      Headers headers) {}

  /**
   * Writes the rows and wakes the relay on commit.
   *
   * @param traceparent of those that don't name one; null for none
   */
  static void insert(Connection connection, List<OutboxRecord> records, String traceparent)
      throws SQLException {
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
      insert.setArray(
          11,
          array(
              connection,
              "text",
              records,
              r -> r.event().traceparent() == null ? traceparent : r.event().traceparent()));
      insert.setArray(12, bytes(connection, records, r -> r.event().data()));
      insert.execute();
    }
  }

  /** Writes dead letters, likewise. */
  static void insertDeadLetters(Connection connection, List<DeadLetter> letters)
      throws SQLException {
    try (var insert = connection.prepareStatement(INSERT_DEAD_LETTERS)) {
      insert.setArray(1, array(connection, "text", letters, DeadLetter::topic));
      insert.setArray(2, array(connection, "int4", letters, DeadLetter::partition));
      insert.setArray(3, bytes(connection, letters, DeadLetter::key));
      insert.setArray(4, array(connection, "timestamptz", letters, DeadLetter::timestamp));
      insert.setArray(5, bytes(connection, letters, l -> RecordHeaderBytes.write(l.headers())));
      insert.setArray(6, bytes(connection, letters, DeadLetter::value));
      insert.execute();
    }
  }

  /**
   * The unsent rows with the lowest ids, in their order: at most {@code limit}, and no more after
   * {@code bytes} of data, so that large events don't fill the memory.
   *
   * @param inHand the ids of rows to leave out
   */
  static List<Row> unsent(Connection connection, int limit, long bytes, List<Long> inHand)
      throws SQLException {
    try (var select = connection.prepareStatement(UNSENT)) {
      select.setArray(1, connection.createArrayOf("int8", inHand.toArray()));
      select.setInt(2, limit);
      select.setLong(3, bytes);
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

  /** Deletes the rows of these keys, sent or not. */
  static void forget(Connection connection, String topic, Collection<String> keys)
      throws SQLException {
    try (var delete = connection.prepareStatement(FORGET)) {
      delete.setString(1, topic);
      delete.setArray(2, connection.createArrayOf("text", keys.toArray()));
      delete.executeUpdate();
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
    var deadLetter = rows.getBytes("headers");
    return new Row(
        rows.getLong("id"),
        rows.getString("topic"),
        rows.getObject("partition", Integer.class),
        deadLetter == null ? rows.getString("key").getBytes(UTF_8) : rows.getBytes("raw_key"),
        instant(rows, "recorded_at"),
        rows.getBytes("data"),
        deadLetter == null ? event(rows).toHeaders() : RecordHeaderBytes.read(deadLetter));
  }

  private static CloudEvent event(ResultSet rows) throws SQLException {
    return new CloudEvent(
        rows.getString("event_id"),
        rows.getString("source"),
        rows.getString("type"),
        instant(rows, "event_time"),
        rows.getString("subject"),
        rows.getString("backfill"),
        rows.getString("traceparent"),
        rows.getBytes("data"));
  }

  private static Instant instant(ResultSet rows, String column) throws SQLException {
    return rows.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static <R, T> Array array(
      Connection connection, String type, List<R> rows, Function<R, T> of) throws SQLException {
    return connection.createArrayOf(type, rows.stream().map(of).toArray());
  }

  private static <R> Array bytes(Connection connection, List<R> rows, Function<R, byte[]> of)
      throws SQLException {
    return connection.createArrayOf("bytea", rows.stream().map(of).toArray(byte[][]::new));
  }
}
