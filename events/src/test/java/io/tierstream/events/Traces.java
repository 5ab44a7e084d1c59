package io.tierstream.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Looks for texts in everything that a database holds, whatever table it is in; for tests. */
public final class Traces {

  private Traces() {}

  /**
   * The tables that have a row with {@code text} in any column, in upper or lower case: as a text,
   * in an array, in JSON or as UTF-8 in bytes.
   */
  public static List<String> of(Connection connection, String text) throws SQLException {
    var found = new ArrayList<String>();
    for (var table : tables(connection)) {
      var sql =
          "SELECT count(*) FROM %s AS t WHERE strpos(lower(t::text), ?) > 0 OR strpos(t::text, ?) > 0"
              .formatted(table);
      try (var select = connection.prepareStatement(sql)) {
        select.setString(1, text.toLowerCase(Locale.ROOT));
        select.setString(2, HexFormat.of().formatHex(text.getBytes(UTF_8)));
        try (var row = select.executeQuery()) {
          row.next();
          if (row.getLong(1) > 0) {
            found.add(table);
          }
        }
      }
    }
    return found;
  }

  private static List<String> tables(Connection connection) throws SQLException {
    var tables = new ArrayList<String>();
    try (var select =
            connection.prepareStatement(
                """
                SELECT format('%I', table_name) FROM information_schema.tables
                WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name
                """);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    return tables;
  }
}
