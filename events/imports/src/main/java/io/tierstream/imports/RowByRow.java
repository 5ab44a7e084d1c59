package io.tierstream.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Files of which each row is a fact by itself: the service's {@link RowImport}. */
@DefaultBean
@ApplicationScoped
class RowByRow implements FileImport {

  private final Instance<RowImport<?>> imports;
  private final AgroalDataSource dataSource;
  private final ImportJobs jobs;
  private final ObjectMapper json;

  RowByRow(
      Instance<RowImport<?>> imports,
      AgroalDataSource dataSource,
      ImportJobs jobs,
      ObjectMapper json) {
    this.imports = imports;
    this.dataSource = dataSource;
    this.jobs = jobs;
    this.json = json;
  }

  // Contents are only ever handed back to where they came from.
  @SuppressWarnings("unchecked")
  private RowImport<Object> rows() {
    return (RowImport<Object>) imports.get();
  }

  @Override
  public String topic() {
    return rows().topic();
  }

  @Override
  public boolean isMarked() {
    return rows().isMarked();
  }

  @Override
  public List<String> counted() {
    return List.of(rows().counted());
  }

  @Override
  public List<ImportField> fields() {
    return rows().fields();
  }

  @Override
  public String stagingTable() {
    return "job_row";
  }

  @Override
  public List<String> stagingColumns() {
    return List.of("id", "at", "content");
  }

  @Override
  public List<?> read(Cells cells) throws RejectedRow {
    var row = rows().read(cells);
    try {
      return Arrays.asList(row.id(), row.at(), json.writeValueAsString(row.content()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row's content can't be written as JSON", e);
    }
  }

  @Override
  public OptionalLong withdrawErased(ImportJob job, long line, int limit) {
    try (var connection = dataSource.getConnection()) {
      var ids = new HashSet<String>();
      var lines =
          Sql.query(
              connection,
              row -> {
                ids.add(row.getString("id"));
                return row.getLong("line");
              },
              "SELECT line, id FROM job_row WHERE job = ? AND line > ? ORDER BY line LIMIT ?",
              job.job(),
              line,
              limit);
      if (lines.isEmpty()) {
        return OptionalLong.empty();
      }
      var last = lines.get(lines.size() - 1);
      // of a rejected row
      ids.remove(null);
      var erased = rows().erased(ids);
      if (!erased.isEmpty()) {
        Sql.update(
            connection,
            """
            UPDATE job_row SET id = NULL, at = NULL, content = NULL, field = ?, reason = ?
            WHERE job = ? AND line > ? AND line <= ? AND id = ANY (?) AND reason IS NULL
            """,
            rows().fields().get(0).name(),
            rows().whyErased(),
            job.job(),
            line,
            last,
            Sql.texts(connection, erased));
      }
      return OptionalLong.of(last);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  @Override
  public List<String> plannedFrom() {
    return List.of("job_row");
  }

  @Override
  public List<String> stagedIn() {
    return List.of("job_row", "job_fact");
  }

  // The first row of an id says what it is; rows that say the same are no news.
  @Override
  public Plan plan(ImportJob job) {
    var id = rows().fields().get(0);
    try (var connection = dataSource.getConnection()) {
      var facts =
          Sql.update(
              connection,
              """
              INSERT INTO job_fact (job, seq, line)
              SELECT ?, row_number() OVER (ORDER BY at, id), line
              FROM (SELECT DISTINCT ON (id) id, at, line FROM job_row
                    WHERE job = ? AND reason IS NULL ORDER BY id, line) AS first
              """,
              job.job(),
              job.job());
      var rejected =
          Sql.update(
              connection,
              """
              INSERT INTO job_reject (job, line, field, reason)
              SELECT job, line, ?, ? FROM (
                SELECT job, line, at, content,
                       first_value(at) OVER same AS first_at,
                       first_value(content) OVER same AS first_content
                FROM job_row JOIN (
                  SELECT id FROM job_row WHERE job = ? AND reason IS NULL
                  GROUP BY id HAVING count(*) > 1) AS repeated USING (id)
                WHERE job = ? AND reason IS NULL
                WINDOW same AS (PARTITION BY id ORDER BY line)) AS row
              WHERE (at, content) <> (first_at, first_content)
              """,
              id.name(),
              "other content than the first row of its " + id.words(),
              job.job(),
              job.job());
      var staged =
          Sql.update(
              connection,
              """
              INSERT INTO job_reject (job, line, field, reason)
              SELECT job, line, field, reason FROM job_row r WHERE job = ? AND reason IS NOT NULL
                -- one that was withdrawn since it was planned is rejected when its turn comes
                AND NOT EXISTS (SELECT FROM job_fact f WHERE f.job = r.job AND f.line = r.line)
              """,
              job.job());
      Sql.update(connection, "ANALYZE job_fact");
      return new Plan(facts, job.rows() - facts - rejected - staged);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  @Override
  public Optional<Emitted> emit(ImportJob job, int limit) {
    var portion = next(job, limit);
    if (portion.isEmpty()) {
      return Optional.empty();
    }
    var rejected = new HashMap<Long, Rejection>();
    var told = new ArrayList<Planned>();
    for (var planned : portion) {
      if (planned.rejection() == null) {
        told.add(planned);
      } else {
        rejected.put(planned.line(), planned.rejection());
      }
    }
    var outcomes =
        rows().emit(job.job(), told.stream().<ImportedRow<Object>>map(Planned::row).toList());
    if (outcomes.size() != told.size()) {
      throw new IllegalStateException(outcomes.size() + " outcomes of " + told.size() + " rows");
    }
    var made = 0L;
    var unchanged = 0L;
    for (var i = 0; i < told.size(); i++) {
      var outcome = outcomes.get(i);
      if (outcome.isMade()) {
        made++;
      } else if (outcome.rejection() == null) {
        unchanged++;
      } else {
        rejected.put(told.get(i).line(), outcome.rejection());
      }
    }
    jobs.reject(job.job(), rejected);
    var last = portion.get(portion.size() - 1).seq();
    return Optional.of(new Emitted(last, Map.of(rows().counted(), made), unchanged));
  }

  /** A row whose turn it is; one that was withdrawn has a rejection, and the others none. */
  private record Planned(long seq, long line, ImportedRow<Object> row, Rejection rejection) {}

  private List<Planned> next(ImportJob job, int limit) {
    // who staged it may have been an older version
    var reader =
        json.readerFor(rows().content()).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    try (Connection connection = dataSource.getConnection()) {
      return Sql.query(
          connection,
          row -> planned(row, reader),
          """
          SELECT f.seq, f.line, r.id, r.at, r.content, r.field, r.reason
          FROM job_fact f JOIN job_row r USING (job, line)
          WHERE f.job = ? AND f.seq > ? ORDER BY f.seq LIMIT ?
          """,
          job.job(),
          job.emitted(),
          limit);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  private static Planned planned(ResultSet row, ObjectReader reader) throws SQLException {
    if (row.getString("reason") != null) {
      return new Planned(
          row.getLong("seq"),
          row.getLong("line"),
          null,
          new Rejection(row.getString("field"), row.getString("reason")));
    }
    try {
      return new Planned(
          row.getLong("seq"),
          row.getLong("line"),
          new ImportedRow<>(
              row.getString("id"),
              Sql.instant(row, "at"),
              reader.readValue(row.getString("content"))),
          null);
    } catch (JsonProcessingException e) {
      // no SQLException: that would be retried, and it stays what it is
      throw new IllegalStateException(
          "line %d isn't staged as it was written".formatted(row.getLong("line")), e);
    }
  }
}
