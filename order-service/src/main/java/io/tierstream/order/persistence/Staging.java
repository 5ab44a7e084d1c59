package io.tierstream.order.persistence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Currency;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/**
 * Takes in the rows of one file by COPY, and keeps all of them and the job, or nothing. Closing
 * before {@link #commit} forgets them.
 */
public final class Staging implements AutoCloseable {

  private static final String COPY =
      "COPY import_row (job, line, order_id, customer_id, sku, category, channel, quantity,"
          + " unit_price, at, field, reason) FROM STDIN";
  private static final int BUFFER = 64 * 1024;
  private static final String MISSING = "\\N";

  private final Connection connection;
  private final String job;
  private final PGCopyOutputStream out;
  private final StringBuilder text = new StringBuilder(BUFFER + 4096);
  private Instant lastAt;
  private String lastAtText;
  private long rows;
  private boolean copied;

  Staging(Connection connection, String job) throws SQLException {
    this.connection = connection;
    this.job = job;
    connection.setAutoCommit(false);
    out = new PGCopyOutputStream(connection.unwrap(PGConnection.class), COPY, BUFFER);
  }

  /** Takes one more row. */
  public void add(StagedRow row) {
    rows++;
    text.append(job).append('\t').append(row.line());
    field(row.orderId());
    field(row.customerId());
    field(row.sku());
    field(row.category());
    field(row.channel());
    if (row.rejection() == null) {
      text.append('\t').append(row.quantity());
      text.append('\t').append(row.unitPrice().toPlainString());
      text.append('\t').append(instant(row.at())).append("\t\\N\t\\N");
    } else {
      text.append("\t\\N\t\\N\t\\N");
      field(row.rejection().field());
      field(row.rejection().reason());
    }
    text.append('\n');
    if (text.length() > BUFFER) {
      flush();
    }
  }

  /** Keeps the rows and the job for good. */
  public void commit(Currency currency, Instant now) {
    flush();
    try {
      out.close();
      copied = true;
      Sql.update(
          connection,
          "INSERT INTO import_job (job, phase, currency, rows, created_at) VALUES (?, 'STAGED', ?, ?, ?)",
          job,
          currency.getCurrencyCode(),
          rows,
          now);
      connection.commit();
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

  private String instant(Instant at) {
    if (!at.equals(lastAt)) {
      lastAt = at;
      lastAtText = at.toString();
    }
    return lastAtText;
  }

  private void field(String value) {
    text.append('\t');
    if (value == null) {
      text.append(MISSING);
    } else if (value.indexOf('\\') < 0) {
      // rows with control characters are rejected before
      text.append(value);
    } else {
      text.append(value.replace("\\", "\\\\"));
    }
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
