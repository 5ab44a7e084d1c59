package io.tierstream.local.faults;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads tables. */
final class Rows {

  /** Makes something of a row. */
  interface Mapper<T> {
    T of(ResultSet row) throws SQLException;
  }

  private Rows() {}

  static <T> List<T> all(Connection connection, Mapper<T> mapper, String sql, Object... values)
      throws SQLException {
    var all = new ArrayList<T>();
    try (var select = connection.prepareStatement(sql)) {
      select.setFetchSize(10_000);
      for (int i = 0; i < values.length; i++) {
        select.setObject(i + 1, values[i]);
      }
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          all.add(mapper.of(rows));
        }
      }
    }
    return all;
  }

  /** By their first column. */
  static <T> Map<String, T> byId(
      Connection connection, Mapper<T> mapper, String sql, Object... values) throws SQLException {
    var byId = new HashMap<String, T>();
    all(connection, row -> byId.put(row.getString(1), mapper.of(row)), sql, values);
    return byId;
  }

  static long number(Connection connection, String sql, Object... values) throws SQLException {
    return all(connection, row -> row.getLong(1), sql, values).get(0);
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    var instant = row.getObject(column, OffsetDateTime.class);
    return instant == null ? null : instant.toInstant();
  }

  static Long number(ResultSet row, String column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? null : number;
  }

  static Integer score(ResultSet row, String column) throws SQLException {
    int score = row.getInt(column);
    return row.wasNull() ? null : score;
  }

  /**
   * Rows that are sorted by a customer's id, customer by customer: there may be more of them than
   * fit into memory. Within a transaction.
   */
  static final class ByCustomer<T> implements AutoCloseable {
    private final java.sql.PreparedStatement select;
    private final ResultSet rows;
    private final Mapper<T> mapper;
    private String next;

    ByCustomer(Connection connection, Mapper<T> mapper, String sql, Object... values)
        throws SQLException {
      this.mapper = mapper;
      select = connection.prepareStatement(sql);
      select.setFetchSize(10_000);
      for (int i = 0; i < values.length; i++) {
        select.setObject(i + 1, values[i]);
      }
      rows = select.executeQuery();
      step();
    }

    private void step() throws SQLException {
      next = rows.next() ? rows.getString(1) : null;
    }

    /** Whose rows come next; null at the end. */
    String next() {
      return next;
    }

    /** All of this customer, if they come next. */
    List<T> of(String customerId) throws SQLException {
      var all = new ArrayList<T>();
      while (customerId.equals(next)) {
        all.add(mapper.of(rows));
        step();
      }
      return all;
    }

    @Override
    public void close() throws SQLException {
      rows.close();
      select.close();
    }
  }
}
