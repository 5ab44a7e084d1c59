package io.tierstream.events.views;

import java.sql.Connection;
import java.sql.SQLException;

/** The rows of a view, of which each knows by which of its builds it was told of last. */
public final class ViewRows {

  private ViewRows() {}

  /**
   * As {@link RebuildableView#forgetUntold}, of rows whose version is above 0 and whose column
   * {@code build} has that number.
   *
   * @param version the column by which news is told from what is known
   */
  public static boolean forgetUntold(
      Connection connection, String view, String table, String version) throws SQLException {
    try (var update =
        connection.prepareStatement(
            """
            UPDATE %1$s SET %2$s = 0
            WHERE %2$s > 0 AND build < (SELECT number FROM view_build WHERE view = ?)
            """
                .formatted(table, version))) {
      update.setString(1, view);
      return update.executeUpdate() > 0;
    }
  }
}
