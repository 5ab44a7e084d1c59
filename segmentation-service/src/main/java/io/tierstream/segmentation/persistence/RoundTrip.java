package io.tierstream.segmentation.persistence;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Statements on their way to the server: together, since of a live fact's commit there are a dozen,
 * and each takes longer to travel than to be done. To the driver they are one text, which it sends
 * at once.
 */
final class RoundTrip {

  /** What a query has found. */
  @FunctionalInterface
  interface Found {
    void read(ResultSet rows) throws SQLException, OwnershipLostException;
  }

  /** How many rows a statement has written. */
  @FunctionalInterface
  interface Written {
    void count(int rows) throws OwnershipLostException;
  }

  private final Connection connection;
  private final List<Pending> pending = new ArrayList<>();

  private record Pending(String sql, Found found, Written written, Object[] values) {

    void answered(PreparedStatement statement) throws SQLException, OwnershipLostException {
      if (found == null) {
        written.count(statement.getUpdateCount());
        return;
      }
      try (var rows = statement.getResultSet()) {
        found.read(rows);
      }
    }
  }

  RoundTrip(Connection connection) {
    this.connection = connection;
  }

  /** Where it goes; nothing that is sent there by hand may overtake what waits. */
  Connection connection() {
    return connection;
  }

  /**
   * Adds a query.
   *
   * @param values of its parameters: texts, or arrays of texts or bytes, any of them null
   */
  void query(String sql, Found found, Object... values) {
    pending.add(new Pending(sql, found, null, values));
  }

  /** Adds a statement that returns no rows; {@code values} as of a query. */
  void update(String sql, Written written, Object... values) {
    pending.add(new Pending(sql, null, written, values));
  }

  /** As above, where any number of rows is right. */
  void update(String sql, Object... values) {
    update(sql, rows -> {}, values);
  }

  /**
   * Sends what waits, and hands the answers on in its order; when one is refused the transaction is
   * to be rolled back.
   *
   * @throws SQLException of the first statement that fails; nobody learns the other answers then
   * @throws OwnershipLostException of who reads an answer
   */
  void send() throws SQLException, OwnershipLostException {
    if (pending.isEmpty()) {
      return;
    }
    var sent = List.copyOf(pending);
    pending.clear();
    var sql = sent.stream().map(Pending::sql).collect(joining(";\n"));
    try (var statement = connection.prepareStatement(sql)) {
      int index = 1;
      for (var one : sent) {
        for (var value : one.values()) {
          bind(statement, index++, value);
        }
      }
      statement.execute();
      for (var one : sent) {
        one.answered(statement);
        statement.getMoreResults();
      }
    }
  }

  private void bind(PreparedStatement statement, int index, Object value) throws SQLException {
    if (value instanceof String[] texts) {
      statement.setArray(index, connection.createArrayOf("text", texts));
    } else if (value instanceof byte[][] bytes) {
      statement.setArray(index, connection.createArrayOf("bytea", bytes));
    } else {
      statement.setString(index, (String) value);
    }
  }

  /** One column of many rows as an array; every value travels as text. */
  static <T> String[] column(List<T> rows, Function<? super T, ?> column) {
    return rows.stream().map(column).map(RoundTrip::text).toArray(String[]::new);
  }

  /** Null for null. */
  static String text(Object value) {
    return value == null ? null : value.toString();
  }
}
