package io.tierstream.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.tierstream.imports.ImportJob.Phase;
import io.tierstream.imports.ImportJob.Report;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All imports. Every call but {@link #stage} belongs into a transaction. */
@ApplicationScoped
class ImportJobs {

  /** How many rejected rows are read at once. */
  private static final int REJECTS = 5_000;

  /** How many staged rows are deleted at once. */
  private static final int DELETED = 10_000;

  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
  private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};

  private final AgroalDataSource dataSource;
  private final ObjectMapper json;

  ImportJobs(AgroalDataSource dataSource, ObjectMapper json) {
    this.dataSource = dataSource;
    this.json = json;
  }

  /** Opens the staging of a new job, which has a connection and transactions of its own. */
  Staging stage(String job, FileImport files, Map<String, String> parameters) {
    var kept = text(parameters);
    try {
      return new Staging(
          dataSource.getConnection(), job, files.stagingTable(), files.stagingColumns(), kept);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** The oldest job that isn't over, else one whose staged rows are still there. */
  Optional<ImportJob> next() {
    return one(
        """
        SELECT * FROM job WHERE NOT cleaned
        ORDER BY phase IN ('COMPLETED', 'FAILED'), created_at, job LIMIT 1
        """);
  }

  /** The oldest job that is over and whose staged rows are still there. */
  Optional<ImportJob> over() {
    return one(
        """
        SELECT * FROM job WHERE NOT cleaned AND phase IN ('COMPLETED', 'FAILED')
        ORDER BY created_at, job LIMIT 1
        """);
  }

  /** The oldest job whose staged rows weren't held against who is erased. */
  Optional<ImportJob> unchecked() {
    return one(
        """
        SELECT * FROM job WHERE NOT cleaned AND phase = 'STAGED' AND NOT checked
        ORDER BY created_at, job LIMIT 1
        """);
  }

  /** The job's staged rows were held against who is erased. */
  void checked(String job) {
    update("UPDATE job SET checked = true WHERE job = ?", job);
  }

  /** The job, unless another instance works on it now. */
  Optional<ImportJob> locked(String job) {
    return one("SELECT * FROM job WHERE job = ? FOR UPDATE SKIP LOCKED", job);
  }

  /** The job and its rejected rows by reason. */
  Optional<Report> report(String job) {
    try (var connection = dataSource.getConnection()) {
      var rejected = new LinkedHashMap<String, Long>();
      Sql.query(
          connection,
          row -> rejected.put(row.getString(1), row.getLong(2)),
          """
          SELECT key, value::bigint FROM job, jsonb_each_text(rejected) WHERE job = ?
          ORDER BY value::bigint DESC, key
          """,
          job);
      return one("SELECT * FROM job WHERE job = ?", job).map(found -> new Report(found, rejected));
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** The next rejected rows behind {@code line}, in file order. */
  List<RejectedLine> rejects(String job, long line) {
    try (var connection = dataSource.getConnection()) {
      return Sql.query(
          connection,
          row ->
              new RejectedLine(
                  row.getLong("line"),
                  new Rejection(row.getString("field"), row.getString("reason"))),
          """
          SELECT line, field, reason FROM job_reject WHERE job = ? AND line > ?
          ORDER BY line LIMIT ?
          """,
          job,
          line,
          REJECTS);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** The plan is made. */
  void planned(String job, FileImport.Plan plan) {
    update(
        "UPDATE job SET phase = 'EMITTING', facts = ?, unchanged = ?, attempts = 0 WHERE job = ?",
        plan.facts(),
        plan.unchanged(),
        job);
    countRejects(job);
  }

  /** The cursor moves over a portion of facts. */
  void advanced(ImportJob from, FileImport.Emitted portion) {
    var made = new TreeMap<>(from.made());
    portion.made().forEach((name, count) -> made.merge(name, count, Long::sum));
    var moved =
        update(
            """
            UPDATE job SET emitted = ?, made = ?::jsonb, unchanged = unchanged + ?, attempts = 0
            WHERE job = ? AND emitted = ? AND phase = 'EMITTING'
            """,
            portion.cursor(),
            text(made),
            portion.unchanged(),
            from.job(),
            from.emitted());
    if (moved != 1) {
      throw new IllegalStateException("job " + from.job() + " was moved by someone else");
    }
  }

  /** One more attempt has failed. */
  void attempted(String job) {
    update("UPDATE job SET attempts = attempts + 1 WHERE job = ?", job);
  }

  /** The job is over. */
  void ended(ImportJob job, Phase phase, String error, Instant now) {
    update(
        "UPDATE job SET phase = ?, error = ?, ended_at = ? WHERE job = ?",
        phase.name(),
        error,
        now,
        job.job());
    countRejects(job.job());
  }

  /** Deletes a portion of the job's rows in {@code tables}, and says so once all are gone. */
  void clean(String job, List<String> tables) {
    if (emptied(job, tables)) {
      update("UPDATE job SET cleaned = true WHERE job = ?", job);
    }
  }

  /**
   * Deletes a portion of the job's rows in {@code tables}; answers whether all of them are gone.
   */
  boolean emptied(String job, List<String> tables) {
    for (var table : tables) {
      var deleted =
          update(
              "DELETE FROM %1$s WHERE ctid = ANY(ARRAY(SELECT ctid FROM %1$s WHERE job = ? LIMIT ?))"
                  .formatted(table),
              job,
              DELETED);
      if (deleted == DELETED) {
        return false;
      }
    }
    return true;
  }

  /** Lists the rows as rejected; one that is listed already stays as it is. */
  void reject(String job, Map<Long, Rejection> rows) {
    if (rows.isEmpty()) {
      return;
    }
    try (var connection = dataSource.getConnection()) {
      Sql.update(
          connection,
          """
          INSERT INTO job_reject (job, line, field, reason)
          SELECT ?, * FROM unnest(?::int8[], ?::text[], ?::text[]) ON CONFLICT DO NOTHING
          """,
          job,
          Sql.longs(connection, rows.keySet(), line -> line),
          Sql.texts(connection, rows.values(), Rejection::field),
          Sql.texts(connection, rows.values(), Rejection::reason));
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** Has the planner look at the tables again. */
  void refreshStatistics(List<String> tables) {
    update("ANALYZE " + String.join(", ", tables));
  }

  /** Records of the outbox that haven't reached the broker, counted up to {@code limit}. */
  long unsent(long limit) {
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
        UPDATE job SET rejected = (
          SELECT jsonb_object_agg(reason, count)
          FROM (SELECT reason, count(*) FROM job_reject WHERE job = ? GROUP BY reason) AS r)
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
      return Sql.query(connection, this::job, sql, parameters).stream().findFirst();
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  private ImportJob job(ResultSet row) throws SQLException {
    return new ImportJob(
        row.getString("job"),
        Phase.valueOf(row.getString("phase")),
        map(row.getString("parameters"), TEXTS),
        row.getLong("rows"),
        row.getLong("facts"),
        row.getLong("emitted"),
        map(row.getString("made"), COUNTS),
        row.getLong("unchanged"),
        row.getInt("attempts"),
        row.getString("error"),
        Sql.instant(row, "created_at"));
  }

  private String text(Map<String, ?> map) {
    try {
      return json.writeValueAsString(map);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts or numbers can't be written", e);
    }
  }

  private <T> Map<String, T> map(String text, TypeReference<Map<String, T>> type)
      throws SQLException {
    try {
      return json.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new SQLException("a column isn't what was written", e);
    }
  }
}
