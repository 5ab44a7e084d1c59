package io.tierstream.imports;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Uploads of which rows are kept before there is a job for them. Whoever takes one in holds its
 * lock, which ends with the session at the latest: an upload whose lock is free has lost who took
 * it in, whatever became of that one.
 */
@ApplicationScoped
class OpenUploads {

  private static final String LOCK = "SELECT pg_advisory_lock(hashtextextended('upload ' || ?, 0))";
  private static final String UNLOCK =
      "SELECT pg_advisory_unlock(hashtextextended('upload ' || ?, 0))";

  private static final String LOST =
      """
      SELECT job FROM job_upload
      WHERE pg_try_advisory_xact_lock(hashtextextended('upload ' || job, 0)) LIMIT 1
      """;

  private final AgroalDataSource dataSource;

  OpenUploads(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Takes the lock for {@code connection}, and then says that rows of {@code job} may be there. */
  static void begin(Connection connection, String job) throws SQLException {
    Sql.query(connection, row -> "", LOCK, job);
    Sql.update(connection, "INSERT INTO job_upload (job) VALUES (?)", job);
  }

  /** There is a job, or there are no rows. */
  static void end(Connection connection, String job) throws SQLException {
    Sql.update(connection, "DELETE FROM job_upload WHERE job = ?", job);
  }

  /**
   * Gives the lock back.
   *
   * @throws SQLException when {@code connection} may still have it
   */
  static void unlock(Connection connection, String job) throws SQLException {
    if (!Sql.query(connection, row -> row.getBoolean(1), UNLOCK, job).get(0)) {
      throw new SQLException("the session doesn't have the lock of upload " + job);
    }
  }

  /**
   * An upload that nobody takes in, and nobody else cleans up before the transaction ends that must
   * be open.
   */
  Optional<String> lost() {
    try (var connection = dataSource.getConnection()) {
      var free = Sql.query(connection, row -> row.getString(1), LOST).stream().findFirst();
      // The lock may be free since there is a job now, which the first look didn't see.
      return free.isEmpty() || isThere(connection, free.get()) ? free : Optional.empty();
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  private static boolean isThere(Connection connection, String job) throws SQLException {
    return !Sql.query(connection, row -> "", "SELECT FROM job_upload WHERE job = ?", job).isEmpty();
  }

  /** Nothing of it is left; in the transaction that must be open. */
  void cleaned(String job) {
    try (var connection = dataSource.getConnection()) {
      end(connection, job);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }
}
