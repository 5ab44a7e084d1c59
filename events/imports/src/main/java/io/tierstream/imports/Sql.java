package io.tierstream.imports;

import java.math.BigDecimal;
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

/** Bulk statements in few words. */
public final class Sql {

  private Sql() {}

  /** Reads a row. */
  public interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  public static int update(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (var statement = prepared(connection, sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  public static <T> List<T> query(
      Connection connection, Reader<T> reader, String sql, Object... parameters)
      throws SQLException {
    try (var statement = prepared(connection, sql, parameters);
        var rows = statement.executeQuery()) {
      var all = new ArrayList<T>();
      while (rows.next()) {
        all.add(reader.read(rows));
      }
      return all;
    }
  }

  public static PreparedStatement prepared(Connection connection, String sql, Object... parameters)
      throws SQLException {
    var statement = connection.prepareStatement(sql);
    for (var i = 0; i < parameters.length; i++) {
      var value = parameters[i];
      statement.setObject(
          i + 1,
          value instanceof Instant at ? OffsetDateTime.ofInstant(at, ZoneOffset.UTC) : value);
    }
    return statement;
  }

  public static Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  public static <T> java.sql.Array texts(
      Connection connection, Collection<T> rows, Function<T, String> of) throws SQLException {
    return connection.createArrayOf("text", rows.stream().map(of).toArray());
  }

  public static java.sql.Array texts(Connection connection, Collection<String> texts)
      throws SQLException {
    return connection.createArrayOf("text", texts.toArray());
  }

  public static <T> java.sql.Array longs(
      Connection connection, Collection<T> rows, Function<T, Long> of) throws SQLException {
    return connection.createArrayOf("int8", rows.stream().map(of).toArray());
  }

  public static <T> java.sql.Array amounts(
      Connection connection, Collection<T> rows, Function<T, BigDecimal> of) throws SQLException {
    return connection.createArrayOf("numeric", rows.stream().map(of).toArray());
  }

  public static <T> java.sql.Array instants(
      Connection connection, Collection<T> rows, Function<T, Instant> of) throws SQLException {
    return connection.createArrayOf(
        "timestamptz",
        rows.stream().map(of).map(at -> at == null ? null : at.toString()).toArray());
  }
}
