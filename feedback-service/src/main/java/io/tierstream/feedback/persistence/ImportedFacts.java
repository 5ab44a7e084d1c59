package io.tierstream.feedback.persistence;

import io.agroal.api.AgroalDataSource;
import io.tierstream.feedback.domain.Feedback.Said;
import io.tierstream.feedback.domain.FeedbackKind;
import io.tierstream.imports.PersistenceFailure;
import io.tierstream.imports.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/** From a job's staged rows to the facts that they mean. Every call belongs into a transaction. */
@ApplicationScoped
public class ImportedFacts {

  private static final String CONTENT =
      "customer_id, kind, rating, nps, order_id, channel, text, received_at";
  private static final String RESOLUTION = "resolved_at, resolution_rating";

  /** The first row of each id says what it is. */
  private static final String FIRST_ROWS =
      """
      (SELECT DISTINCT ON (feedback_id) * FROM import_row WHERE job = ? AND reason IS NULL
       ORDER BY feedback_id, line)
      """;

  private final AgroalDataSource dataSource;

  ImportedFacts(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Refuses the staged rows of who is erased, and forgets what they wrote. */
  public void refuseErased(String job, String field, String reason) {
    update(
        """
        UPDATE import_row r SET text = NULL, field = ?, reason = ? FROM erased_customer e
        WHERE r.job = ? AND r.reason IS NULL AND e.customer_id = r.customer_id
        """,
        field,
        reason,
        job);
  }

  /**
   * The same of the next rows behind {@code line}, in file order; answers the last one's line,
   * empty when there are no more.
   */
  public OptionalLong refuseErased(String job, long line, int limit, String field, String reason) {
    try (var connection = dataSource.getConnection()) {
      var lines =
          Sql.query(
              connection,
              row -> row.getLong(1),
              "SELECT line FROM import_row WHERE job = ? AND line > ? ORDER BY line LIMIT ?",
              job,
              line,
              limit);
      if (lines.isEmpty()) {
        return OptionalLong.empty();
      }
      var last = lines.get(lines.size() - 1);
      Sql.update(
          connection,
          """
          UPDATE import_row r SET text = NULL, field = ?, reason = ? FROM erased_customer e
          WHERE r.job = ? AND r.line > ? AND r.line <= ? AND r.reason IS NULL
            AND e.customer_id = r.customer_id
          """,
          field,
          reason,
          job,
          line,
          last);
      return OptionalLong.of(last);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** Forgets what is staged of these customers' words, of whatever job. */
  public void eraseTexts(Collection<String> customerIds) {
    try (var connection = dataSource.getConnection()) {
      Sql.update(
          connection,
          "UPDATE import_row SET text = NULL WHERE text IS NOT NULL AND customer_id = ANY (?)",
          Sql.texts(connection, customerIds));
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** Lists the rows that were refused as they were read. */
  public void rejectStaged(String job) {
    update(
        """
        INSERT INTO job_reject (job, line, field, reason)
        SELECT job, line, field, reason FROM import_row WHERE job = ? AND reason IS NOT NULL
        """,
        job);
  }

  /**
   * Lists the rows whose id is known with other content, from before or from the file itself;
   * answers how many there are. A known complaint may have been resolved since.
   */
  public long rejectOtherContent(String job, String field, String reason) {
    return update(
        """
        INSERT INTO job_reject (job, line, field, reason)
        SELECT r.job, r.line, ?, ?
        FROM import_row r
        LEFT JOIN feedback k ON k.feedback_id = r.feedback_id
        LEFT JOIN %1$s AS f ON f.feedback_id = r.feedback_id
        WHERE r.job = ? AND r.reason IS NULL
          AND CASE WHEN k.feedback_id IS NULL
              THEN (%2$s, %4$s) IS DISTINCT FROM (%3$s, %5$s)
              ELSE (%2$s) IS DISTINCT FROM (%6$s)
                OR r.resolved_at IS NOT NULL AND (%4$s) IS DISTINCT FROM (%7$s) END
        """
            .formatted(
                FIRST_ROWS,
                of("r", CONTENT),
                of("f", CONTENT),
                of("r", RESOLUTION),
                of("f", RESOLUTION),
                of("k", CONTENT),
                of("k", RESOLUTION)),
        field,
        reason,
        job,
        job);
  }

  /** Puts the new facts into the order in which they will be told; answers how many there are. */
  public long order(String job) {
    return update(
        """
        INSERT INTO import_fact (job, seq, line, is_resolution)
        SELECT ?, row_number() OVER (ORDER BY at, is_resolution, feedback_id), line, is_resolution
        FROM (
          SELECT f.feedback_id, f.line, step.at, step.is_resolution
          FROM %s AS f
          CROSS JOIN LATERAL (VALUES (f.received_at, false), (f.resolved_at, true)) AS step (at, is_resolution)
          WHERE step.at IS NOT NULL
            AND NOT EXISTS (SELECT FROM feedback k WHERE k.feedback_id = f.feedback_id)) AS fact
        """
            .formatted(FIRST_ROWS),
        job,
        job);
  }

  /** How many good rows there are of which nothing is to be told, the rejected ones included. */
  public long untold(String job) {
    try (var connection = dataSource.getConnection();
        var select =
            prepared(
                connection,
                """
                SELECT (SELECT count(*) FROM import_row WHERE job = ? AND reason IS NULL)
                     - (SELECT count(*) FROM import_fact WHERE job = ? AND NOT is_resolution)
                """,
                job,
                job);
        var row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** The next facts behind {@code cursor}, in order. */
  public List<ImportedFact> next(String job, long cursor, int limit) {
    try (var connection = dataSource.getConnection();
        var select =
            prepared(
                connection,
                """
                SELECT f.seq, f.is_resolution, r.*
                FROM import_fact f JOIN import_row r USING (job, line)
                WHERE f.job = ? AND f.seq > ? ORDER BY f.seq LIMIT ?
                """,
                job,
                cursor,
                limit);
        var rows = select.executeQuery()) {
      var facts = new ArrayList<ImportedFact>();
      while (rows.next()) {
        facts.add(fact(rows));
      }
      return facts;
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** Says of a row why nothing more of it can be told. */
  public void reject(String job, Collection<ImportedFact> facts, String field, String reason) {
    for (var fact : facts) {
      update(
          """
          INSERT INTO job_reject (job, line, field, reason) VALUES (?, ?, ?, ?)
          ON CONFLICT DO NOTHING
          """,
          job,
          fact.line(),
          field,
          reason);
    }
  }

  private static ImportedFact fact(ResultSet row) throws SQLException {
    return new ImportedFact(
        row.getLong("seq"),
        row.getLong("line"),
        row.getBoolean("is_resolution"),
        new Said(
            row.getString("feedback_id"),
            row.getString("customer_id"),
            FeedbackKind.valueOf(row.getString("kind")),
            row.getBigDecimal("rating"),
            row.getObject("nps", Integer.class),
            row.getString("order_id"),
            row.getString("channel"),
            row.getString("text")),
        instant(row, "received_at"),
        instant(row, "resolved_at"),
        row.getBigDecimal("resolution_rating"));
  }

  private static String of(String alias, String columns) {
    return alias + "." + columns.replace(", ", ", " + alias + ".");
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private int update(String sql, Object... parameters) {
    try (var connection = dataSource.getConnection();
        var update = prepared(connection, sql, parameters)) {
      return update.executeUpdate();
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  private static java.sql.PreparedStatement prepared(
      Connection connection, String sql, Object... parameters) throws SQLException {
    var statement = connection.prepareStatement(sql);
    for (var i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }
}
