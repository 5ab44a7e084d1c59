package io.tierstream.events;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * The relay's own connection, in autocommit: it reads, marks and, while there is nothing to do,
 * listens on it.
 */
final class RelayConnection implements AutoCloseable {

  /** A database that doesn't answer for this long is taken for gone. */
  private static final int SOCKET_TIMEOUT_MS = 30_000;

  /** A blocked read can't be interrupted, so a stop is noticed within this time. */
  private static final Duration SLICE = Duration.ofMillis(200);

  private final Connection connection;
  private final PGConnection postgres;

  RelayConnection(DataSource dataSource) throws SQLException {
    connection = dataSource.getConnection();
    try {
      connection.setNetworkTimeout(Runnable::run, SOCKET_TIMEOUT_MS);
      postgres = connection.unwrap(PGConnection.class);
      // Statements are planned with their values: only then are many ids looked up by their hashes,
      // and is it known how few of a backlog's rows are read.
      execute("SET plan_cache_mode = force_custom_plan");
      execute("LISTEN " + OutboxTable.CHANNEL);
      execute("LISTEN " + RelayLease.CHANNEL);
    } catch (SQLException e) {
      close();
      throw e;
    }
  }

  Connection jdbc() {
    return connection;
  }

  /** Waits for a notification on {@code channel}, at most for {@code timeout} or until stopped. */
  void await(String channel, Duration timeout, BooleanSupplier stopped) throws SQLException {
    var end = System.nanoTime() + timeout.toNanos();
    while (!stopped.getAsBoolean()) {
      var left = Math.min(end - System.nanoTime(), SLICE.toNanos());
      if (left <= 0) {
        return;
      }
      if (contains(postgres.getNotifications((int) (left / 1_000_000) + 1), channel)) {
        return;
      }
    }
  }

  private static boolean contains(PGNotification[] notifications, String channel) {
    if (notifications != null) {
      for (var notification : notifications) {
        if (notification.getName().equals(channel)) {
          return true;
        }
      }
    }
    return false;
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Gives the connection back as it was; a broken one shows by the same statements. */
  @Override
  public void close() throws SQLException {
    try (connection) {
      execute("UNLISTEN *");
      execute("RESET plan_cache_mode");
      connection.setNetworkTimeout(Runnable::run, 0);
    }
  }
}
