package io.tierstream.customer.persistence;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** The one row that says how far the view is built. Every call belongs into a transaction. */
@ApplicationScoped
public class TierRebuilds {

  private final AgroalDataSource dataSource;

  TierRebuilds(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  public TierRebuild current() {
    try (var connection = dataSource.getConnection()) {
      return Sql.query(
              connection,
              row ->
                  new TierRebuild(
                      row.getString("status").equals("COMPLETED"),
                      row.getLong("done"),
                      row.getLong("total"),
                      Sql.instant(row, "started_at"),
                      Sql.instant(row, "ended_at")),
              "SELECT * FROM tier_rebuild")
          .get(0);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** It shall be built anew; when it is being built this changes nothing. */
  public void request() {
    update(
        """
        UPDATE tier_rebuild SET status = 'REQUESTED', done = 0, total = 0, started_at = NULL, ended_at = NULL
        WHERE status = 'COMPLETED'
        """);
  }

  /**
   * Whether it is to be built and nobody is at it: then it is the caller's.
   *
   * @param lease how long somebody may be at it without progress
   */
  public boolean claim(String holder, Instant now, Duration lease) {
    return update(
        """
        UPDATE tier_rebuild
        SET status = 'RUNNING', holder = ?, done = 0, total = 0, started_at = ?, progress_at = ?, ended_at = NULL
        WHERE status IN ('NEVER', 'REQUESTED') OR status = 'RUNNING' AND progress_at < ?
        """,
        holder,
        now,
        now,
        now.minus(lease));
  }

  /** Notes how far the holder is; false when it is somebody else's by now. */
  public boolean advance(String holder, Instant now, long done, long total) {
    return update(
        """
        UPDATE tier_rebuild SET done = ?, total = ?, progress_at = ?
        WHERE status = 'RUNNING' AND holder = ?
        """,
        done,
        total,
        now,
        holder);
  }

  /** It is built. */
  public boolean complete(String holder, Instant now) {
    return update(
        """
        UPDATE tier_rebuild SET status = 'COMPLETED', ended_at = ? WHERE status = 'RUNNING' AND holder = ?
        """,
        now,
        holder);
  }

  private boolean update(String sql, Object... values) {
    try (var connection = dataSource.getConnection()) {
      return Sql.update(connection, sql, values) == 1;
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }
}
