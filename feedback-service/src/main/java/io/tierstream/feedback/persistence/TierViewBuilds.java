package io.tierstream.feedback.persistence;

import io.agroal.api.AgroalDataSource;
import io.tierstream.feedback.persistence.TierViewBuild.State;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** The one row that says how far the view of tiers is. Every call belongs into a transaction. */
@ApplicationScoped
public class TierViewBuilds {

  private final AgroalDataSource dataSource;

  TierViewBuilds(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** As it is now. */
  public TierViewBuild current() {
    return read("SELECT * FROM tier_view_build");
  }

  /** As it is now, and nobody else can change it before the transaction ends. */
  public TierViewBuild locked() {
    return read("SELECT * FROM tier_view_build FOR UPDATE");
  }

  /** It is to be built from the beginning, by whoever comes first. */
  public void request(Instant now) {
    update(
        """
        UPDATE tier_view_build SET state = 'RUNNING', requested_at = ?, ended_at = NULL, records = 0,
          expected = 0, unreadable = 0, holder = NULL, renewed_at = NULL
        """,
        now);
  }

  /**
   * Whether {@code holder} is the one to build it from here on: somebody should, and nobody has
   * been at it for {@code lease}.
   */
  public boolean claim(String holder, Instant now, Duration lease) {
    return update(
            """
            UPDATE tier_view_build SET holder = ?, renewed_at = ?, records = 0, unreadable = 0
            WHERE state = 'RUNNING' AND (holder IS NULL OR holder = ? OR renewed_at < ?)
            """,
            holder,
            now,
            holder,
            now.minus(lease))
        == 1;
  }

  /** Says how far {@code holder} is; whether it still is the one. */
  public boolean advance(String holder, Instant now, long records, long expected, long unreadable) {
    return update(
            """
            UPDATE tier_view_build SET renewed_at = ?, records = ?, expected = ?, unreadable = ?
            WHERE state = 'RUNNING' AND holder = ?
            """,
            now,
            records,
            expected,
            unreadable,
            holder)
        == 1;
  }

  /** It is built, unless somebody else is at it by now. */
  public boolean end(String holder, Instant now) {
    return update(
            """
            UPDATE tier_view_build SET state = 'BUILT', ended_at = ?, holder = NULL, renewed_at = NULL
            WHERE state = 'RUNNING' AND holder = ?
            """,
            now,
            holder)
        == 1;
  }

  private TierViewBuild read(String sql) {
    try (var connection = dataSource.getConnection();
        var select = connection.prepareStatement(sql);
        var row = select.executeQuery()) {
      row.next();
      return new TierViewBuild(
          State.valueOf(row.getString("state")),
          instant(row, "requested_at"),
          instant(row, "ended_at"),
          row.getLong("records"),
          row.getLong("expected"),
          row.getLong("unreadable"));
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  private int update(String sql, Object... parameters) {
    try (var connection = dataSource.getConnection();
        var update = connection.prepareStatement(sql)) {
      for (var i = 0; i < parameters.length; i++) {
        var value = parameters[i];
        update.setObject(
            i + 1,
            value instanceof Instant at ? OffsetDateTime.ofInstant(at, ZoneOffset.UTC) : value);
      }
      return update.executeUpdate();
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
