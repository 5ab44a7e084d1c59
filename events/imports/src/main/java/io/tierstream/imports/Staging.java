package io.tierstream.imports;

import io.tierstream.rest.IdempotentAnswer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/**
 * Takes in the rows of one file by COPY, and keeps all of them and the job, or nothing. Closing
 * before {@link #commit} forgets them.
 */
final class Staging implements AutoCloseable {

  private static final int BUFFER = 64 * 1024;
  private static final String MISSING = "\\N";

  private final Connection connection;
  private final String job;
  private final int columns;
  private final String parameters;
  private final PGCopyOutputStream out;
  private final StringBuilder text = new StringBuilder(BUFFER + 4096);
  private Instant lastAt;
  private String lastAtText;
  private long rows;
  private boolean copied;

  /**
   * @param columns which values {@link #add(long, List)} takes
   * @param parameters JSON
   */
  Staging(Connection connection, String job, String table, List<String> columns, String parameters)
      throws SQLException {
    this.connection = connection;
    this.job = job;
    this.columns = columns.size();
    this.parameters = parameters;
    var copy =
        "COPY %s (job, line, field, reason, %s) FROM STDIN"
            .formatted(table, String.join(", ", columns));
    connection.setAutoCommit(false);
    out = new PGCopyOutputStream(connection.unwrap(PGConnection.class), copy, BUFFER);
  }

  /** Takes one more row. */
  void add(long line, List<?> values) {
    if (values.size() != columns) {
      throw new IllegalArgumentException(values.size() + " values for " + columns + " columns");
    }
    begin(line);
    text.append("\t\\N\t\\N");
    values.forEach(this::value);
    end();
  }

  /** Takes one more row, which is rejected. */
  void add(long line, Rejection rejection) {
    begin(line);
    value(rejection.field());
    value(rejection.reason());
    for (var i = 0; i < columns; i++) {
      value(null);
    }
    end();
  }

  /**
   * Keeps the rows and the job for good, unless the same upload was answered before.
   *
   * @return that answer
   */
  Optional<IdempotentAnswer> commit(Instant now, UploadKeys.Upload upload) {
    flush();
    try {
      out.close();
      copied = true;
      var first = upload.claim(connection, job);
      if (first.isPresent()) {
        return first;
      }
      Sql.update(
          connection,
          """
          INSERT INTO job (job, phase, parameters, rows, created_at)
          VALUES (?, 'STAGED', ?::jsonb, ?, ?)
          """,
          job,
          parameters,
          rows,
          now);
      connection.commit();
      return first;
    } catch (IOException e) {
      throw failure(e);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  @Override
  public void close() throws SQLException {
    try (connection) {
      if (!copied && out.isActive()) {
        out.cancelCopy();
      }
      connection.rollback();
    }
  }

  private void begin(long line) {
    rows++;
    text.append(job).append('\t').append(line);
  }

  private void end() {
    text.append('\n');
    if (text.length() > BUFFER) {
      flush();
    }
  }

  private void value(Object value) {
    text.append('\t');
    if (value == null) {
      text.append(MISSING);
    } else if (value instanceof Instant at) {
      text.append(instant(at));
    } else if (value instanceof BigDecimal number) {
      text.append(number.toPlainString());
    } else {
      escaped(value.toString());
    }
  }

  // neighbours in a file mostly have the same
  private String instant(Instant at) {
    if (!at.equals(lastAt)) {
      lastAt = at;
      lastAtText = at.toString();
    }
    return lastAtText;
  }

  private void escaped(String value) {
    var begin = 0;
    for (var i = 0; i < value.length(); i++) {
      var code = "\\\t\n\r".indexOf(value.charAt(i));
      if (code >= 0) {
        text.append(value, begin, i).append('\\').append("\\tnr".charAt(code));
        begin = i + 1;
      }
    }
    text.append(value, begin, value.length());
  }

  private void flush() {
    try {
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw failure(e);
    }
    text.setLength(0);
  }

  private static PersistenceFailure failure(IOException e) {
    return new PersistenceFailure(
        e.getCause() instanceof SQLException sql ? sql : new SQLException(e));
  }
}
