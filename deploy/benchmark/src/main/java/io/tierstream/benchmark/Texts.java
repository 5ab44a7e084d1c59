package io.tierstream.benchmark;

import static java.time.temporal.ChronoUnit.MICROS;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.postgresql.PGConnection;

/** Values as the database reads them. */
final class Texts {
  private Texts() {}

  static String instant(long micros) {
    return Instant.EPOCH.plus(micros, MICROS).toString();
  }

  static String amount(long cents) {
    return BigDecimal.valueOf(cents, 2).toPlainString();
  }

  /** One row of COPY; nothing in it needs an escape. */
  static void row(StringBuilder rows, Object... fields) {
    for (int i = 0; i < fields.length; i++) {
      rows.append(i == 0 ? "" : "\t").append(fields[i] == null ? "\\N" : fields[i]);
    }
    rows.append('\n');
  }

  static void copy(Connection connection, String into, StringBuilder rows)
      throws SQLException, IOException {
    if (rows.length() > 0) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY " + into + " FROM STDIN", new StringReader(rows.toString()));
    }
  }

  /** One column of many rows as an array; every value travels as text. */
  static <T> void column(
      PreparedStatement statement, int index, List<T> rows, Function<? super T, ?> value)
      throws SQLException {
    var values = new String[rows.size()];
    for (int i = 0; i < values.length; i++) {
      var given = value.apply(rows.get(i));
      values[i] = given == null ? null : given.toString();
    }
    statement.setArray(index, statement.getConnection().createArrayOf("text", values));
  }

  /** One column of many rows as an array of bytes. */
  static <T> void bytes(
      PreparedStatement statement, int index, List<T> rows, Function<? super T, byte[]> value)
      throws SQLException {
    statement.setArray(
        index,
        statement
            .getConnection()
            .createArrayOf("bytea", rows.stream().map(value).toArray(byte[][]::new)));
  }
}
