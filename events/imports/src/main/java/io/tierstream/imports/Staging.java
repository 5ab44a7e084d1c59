package io.tierstream.imports;

import io.tierstream.rest.IdempotentAnswer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGConnection;

/**
 * Takes in the rows of one file by COPY, and keeps all of them and the job, or nothing that stays.
 * Closing before {@link #commit} forgets them.
 *
 * <p>Rows are gathered here and copied in portions, each a transaction that waits for nobody. One
 * for the whole file would be open as long as its sender takes, and until it ends no dead version
 * of any row can be removed on the whole server: where some rows are updated hundreds of times a
 * second, that makes each update a hundred times as slow. Rows that are copied ahead of the end are
 * an {@link OpenUploads open upload}'s.
 */
final class Staging implements AutoCloseable {

  private static final int CHUNK = 64 * 1024;

  /**
   * Bytes that are copied in one transaction: some ten thousand rows, in much less than a second.
   */
  private static final int PORTION = 1024 * 1024;

  private static final String MISSING = "\\N";

  private final Connection connection;
  private final String job;
  private final int columns;
  private final String parameters;
  private final String copy;
  private final StringBuilder text = new StringBuilder(CHUNK + 4096);
  private final List<byte[]> portion = new ArrayList<>();
  private int portionBytes;
  private Instant lastAt;
  private String lastAtText;
  private long rows;
  private boolean isAhead;

  /**
   * @param connection belongs to this from here on
   * @param columns which values {@link #add(long, List)} takes
   * @param parameters JSON
   */
  Staging(
      Connection connection, String job, String table, List<String> columns, String parameters) {
    this.connection = connection;
    this.job = job;
    this.columns = columns.size();
    this.parameters = parameters;
    copy =
        "COPY %s (job, line, field, reason, %s) FROM STDIN"
            .formatted(table, String.join(", ", columns));
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
    upload.toItsEnd();
    try {
      connection.setAutoCommit(false);
      var first = upload.claim(connection, job);
      if (first.isPresent()) {
        return first;
      }
      gather();
      copy();
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
      if (isAhead) {
        OpenUploads.end(connection, job);
      }
      connection.commit();
      return first;
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  @Override
  public void close() throws SQLException {
    try (connection) {
      try {
        if (!connection.getAutoCommit()) {
          connection.rollback();
          connection.setAutoCommit(true);
        }
        if (isAhead) {
          OpenUploads.unlock(connection, job);
        }
      } catch (SQLException e) {
        // Whoever got it next would hold the lock for us. The pool drops what is closed under it;
        // aborting the pool's own wrapper would only lose it.
        connection.unwrap(Connection.class).abort(Runnable::run);
        throw e;
      }
    }
  }

  private void begin(long line) {
    rows++;
    text.append(job).append('\t').append(line);
  }

  private void end() {
    text.append('\n');
    if (text.length() >= CHUNK) {
      gather();
      if (portionBytes >= PORTION) {
        copyAhead();
      }
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

  private void gather() {
    if (text.isEmpty()) {
      return;
    }
    var chunk = text.toString().getBytes(StandardCharsets.UTF_8);
    text.setLength(0);
    portion.add(chunk);
    portionBytes += chunk.length;
  }

  // Without a transaction around it, a COPY is one.
  private void copyAhead() {
    try {
      if (!isAhead) {
        isAhead = true;
        OpenUploads.begin(connection, job);
      }
      copy();
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  private void copy() throws SQLException {
    var copying = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
    try {
      for (var chunk : portion) {
        copying.writeToCopy(chunk, 0, chunk.length);
      }
      copying.endCopy();
    } finally {
      if (copying.isActive()) {
        copying.cancelCopy();
      }
    }
    portion.clear();
    portionBytes = 0;
  }
}
