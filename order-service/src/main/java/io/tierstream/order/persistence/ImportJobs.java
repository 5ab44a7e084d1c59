package io.tierstream.order.persistence;

import io.agroal.api.AgroalDataSource;
import io.tierstream.order.persistence.ImportJob.Phase;
import io.tierstream.order.persistence.ImportJob.Report;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.Optional;

/** All imports. Every call but {@link #stage} belongs into a transaction. */
@ApplicationScoped
public class ImportJobs {

  private static final int FETCH = 5_000;

  private final AgroalDataSource dataSource;

  ImportJobs(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Opens the staging of a new job, in a transaction of its own. */
  public Staging stage(String job) {
    try {
      return new Staging(dataSource.getConnection(), job);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** The oldest job that isn't over, else one whose staged rows are still there. */
  public Optional<ImportJob> next() {
    return one(
        """
        SELECT * FROM import_job WHERE NOT cleaned
        ORDER BY phase IN ('COMPLETED', 'FAILED'), created_at, job LIMIT 1
        """);
  }

  /** The job, unless another instance works on it now. */
  public Optional<ImportJob> locked(String job) {
    return one("SELECT * FROM import_job WHERE job = ? FOR UPDATE SKIP LOCKED", job);
  }

  /** The job and its rejected rows by reason. */
  public Optional<Report> report(String job) {
    try (var connection = dataSource.getConnection()) {
      var rejected = new LinkedHashMap<String, Long>();
      Sql.query(
          connection,
          row -> rejected.put(row.getString(1), row.getLong(2)),
          """
          SELECT key, value::bigint FROM import_job, jsonb_each_text(rejected) WHERE job = ?
          ORDER BY value::bigint DESC, key
          """,
          job);
      return one("SELECT * FROM import_job WHERE job = ?", job)
          .map(found -> new Report(found, rejected));
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** Writes the rejected rows as CSV with a header, in file order. */
  public void writeRejects(String job, Writer out) {
    try (var connection = dataSource.getConnection();
        var statement =
            Sql.prepared(
                connection,
                "SELECT line, field, reason FROM import_reject WHERE job = ? ORDER BY line",
                job)) {
      statement.setFetchSize(FETCH);
      out.write("line,field,reason\n");
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          out.write(rows.getLong(1) + "," + rows.getString(2) + "," + rows.getString(3) + "\n");
        }
      }
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The plan is made: {@code facts} are to be told. */
  public void planned(String job, long facts, long unchanged) {
    update(
        "UPDATE import_job SET phase = 'EMITTING', facts = ?, unchanged = ?, attempts = 0 WHERE job = ?",
        facts,
        unchanged,
        job);
    countRejects(job);
  }

  /** The cursor moves over facts which made so many orders and refunds. */
  public void advanced(ImportJob from, long emitted, long orders, long refunds) {
    var moved =
        update(
            """
            UPDATE import_job SET emitted = ?, orders = orders + ?, refunds = refunds + ?, attempts = 0
            WHERE job = ? AND emitted = ? AND phase = 'EMITTING'
            """,
            emitted,
            orders,
            refunds,
            from.job(),
            from.emitted());
    if (moved != 1) {
      throw new IllegalStateException("job " + from.job() + " was moved by someone else");
    }
  }

  /** One more attempt has failed. */
  public void attempted(String job) {
    update("UPDATE import_job SET attempts = attempts + 1 WHERE job = ?", job);
  }

  /**
   * The job is over; its credit notes that were told of, or of which nothing came, are known from
   * now on.
   */
  public void ended(ImportJob job, Phase phase, String error, Instant now) {
    update(
        """
        INSERT INTO credit_note (note_id, job)
        SELECT n.note_id, n.job FROM import_note n
        WHERE n.job = ? AND NOT EXISTS (
          SELECT FROM import_fact f
          WHERE f.job = n.job AND f.note_id = n.note_id AND f.seq > ?)
        ON CONFLICT DO NOTHING
        """,
        job.job(),
        job.emitted());
    update(
        "UPDATE import_job SET phase = ?, error = ?, ended_at = ? WHERE job = ?",
        phase.name(),
        error,
        now,
        job.job());
    countRejects(job.job());
  }

  /** Deletes a portion of what was staged and planned; answers whether all of it is gone. */
  public boolean cleaned(String job, int portion) {
    for (var table :
        new String[] {"import_row", "import_fact", "import_match", "import_order", "import_note"}) {
      var deleted =
          update(
              "DELETE FROM %1$s WHERE ctid = ANY(ARRAY(SELECT ctid FROM %1$s WHERE job = ? LIMIT ?))"
                  .formatted(table),
              job,
              portion);
      if (deleted == portion) {
        return false;
      }
    }
    update("UPDATE import_job SET cleaned = true WHERE job = ?", job);
    return true;
  }

  /** Records of the outbox that haven't reached the broker, counted up to {@code limit}. */
  public long unsent(long limit) {
    try (var connection = dataSource.getConnection()) {
      return Sql.query(
              connection,
              row -> row.getLong(1),
              "SELECT count(*) FROM (SELECT FROM outbox WHERE sent_at IS NULL LIMIT ?) AS unsent",
              limit)
          .get(0);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  private void countRejects(String job) {
    update(
        """
        UPDATE import_job SET rejected = (
          SELECT jsonb_object_agg(reason, count)
          FROM (SELECT reason, count(*) FROM import_reject WHERE job = ? GROUP BY reason) AS r)
        WHERE job = ?
        """,
        job,
        job);
  }

  private int update(String sql, Object... parameters) {
    try (var connection = dataSource.getConnection()) {
      return Sql.update(connection, sql, parameters);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  private Optional<ImportJob> one(String sql, Object... parameters) {
    try (var connection = dataSource.getConnection()) {
      return Sql.query(connection, ImportJobs::job, sql, parameters).stream().findFirst();
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  private static ImportJob job(ResultSet row) throws SQLException {
    return new ImportJob(
        row.getString("job"),
        Phase.valueOf(row.getString("phase")),
        Currency.getInstance(row.getString("currency")),
        row.getLong("rows"),
        row.getLong("facts"),
        row.getLong("emitted"),
        row.getLong("orders"),
        row.getLong("refunds"),
        row.getLong("unchanged"),
        row.getInt("attempts"),
        row.getString("error"),
        Sql.instant(row, "created_at"));
  }
}
