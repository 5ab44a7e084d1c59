package io.tierstream.events.views;

import io.agroal.api.AgroalDataSource;
import io.tierstream.events.views.ViewBuild.State;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** The rows that say how far each view is. Every call belongs into a transaction. */
@ApplicationScoped
class ViewBuilds {

  private final AgroalDataSource dataSource;

  ViewBuilds(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** As it is now. */
  ViewBuild current(String view) {
    return read("SELECT * FROM view_build WHERE view = ?", view);
  }

  /** As it is now, and nobody else can change it before the transaction ends. */
  ViewBuild locked(String view) {
    return read("SELECT * FROM view_build WHERE view = ? FOR UPDATE", view);
  }

  /** It is to be built if it is new here. */
  void know(String view) {
    update(
        "INSERT INTO view_build (view, state) VALUES (?, 'RUNNING') ON CONFLICT DO NOTHING", view);
  }

  /** It is to be built from the beginning, by whoever comes first. */
  void request(String view, Instant now) {
    update(
        """
        UPDATE view_build SET number = number + 1, state = 'RUNNING', requested_at = ?, ended_at = NULL, records = 0,
          expected = 0, unreadable = 0, holder = NULL, renewed_at = NULL
        WHERE view = ?
        """,
        now,
        view);
  }

  /**
   * Whether {@code holder} is the one to build it from here on: somebody should, and nobody has
   * been at it for {@code lease}.
   */
  boolean claim(String view, String holder, Instant now, Duration lease) {
    return update(
            """
            UPDATE view_build SET holder = ?, renewed_at = ?, records = 0, unreadable = 0
            WHERE state = 'RUNNING' AND (holder IS NULL OR holder = ? OR renewed_at < ?)
              AND view = ?
            """,
            holder,
            now,
            holder,
            now.minus(lease),
            view)
        == 1;
  }

  /** Says how far {@code holder} is; whether it still is the one. */
  boolean advance(
      String view, String holder, Instant now, long records, long expected, long unreadable) {
    return update(
            """
            UPDATE view_build SET renewed_at = ?, records = ?, expected = ?, unreadable = ?
            WHERE state = 'RUNNING' AND holder = ? AND view = ?
            """,
            now,
            records,
            expected,
            unreadable,
            holder,
            view)
        == 1;
  }

  /** It is built, unless somebody else is at it by now. */
  boolean end(String view, String holder, Instant now) {
    return update(
            """
            UPDATE view_build SET state = 'BUILT', ended_at = ?, holder = NULL, renewed_at = NULL
            WHERE state = 'RUNNING' AND holder = ? AND view = ?
            """,
            now,
            holder,
            view)
        == 1;
  }

  private ViewBuild read(String sql, String view) {
    try (var connection = dataSource.getConnection();
        var select = connection.prepareStatement(sql)) {
      select.setString(1, view);
      try (var row = select.executeQuery()) {
        row.next();
        return build(row);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the state of a view can't be read", e);
    }
  }

  private static ViewBuild build(ResultSet row) throws SQLException {
    return new ViewBuild(
        State.valueOf(row.getString("state")),
        instant(row, "requested_at"),
        instant(row, "ended_at"),
        row.getLong("records"),
        row.getLong("expected"),
        row.getLong("unreadable"));
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
      throw new IllegalStateException("the state of a view can't be read or kept", e);
    }
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
