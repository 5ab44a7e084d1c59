package io.tierstream.benchmark.writes;

import io.tierstream.embedded.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** Single rows into a table of the same server, each committed durably: what a commit costs. */
final class Commits {
  private static final String DATABASE = "commits";

  private final PostgresServer server;

  Commits(PostgresServer server) throws SQLException {
    this.server = server;
    server.createDatabase(DATABASE);
    try (var connection = server.connect(DATABASE);
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE one (id bigint GENERATED ALWAYS AS IDENTITY, value text)");
    }
  }

  /** How fast they are committed over so many connections. */
  ClosedLoop.Pace pace(int connections, int seconds) throws Exception {
    return ClosedLoop.of(connections, seconds, TimeUnit.SECONDS, Session::new);
  }

  private final class Session implements ClosedLoop.Worker {
    private final Connection connection = server.connect(DATABASE);
    private final PreparedStatement insert =
        connection.prepareStatement("INSERT INTO one (value) VALUES (?)");

    Session() throws SQLException {}

    @Override
    public boolean work() throws SQLException {
      insert.setString(1, "some value");
      insert.executeUpdate();
      return true;
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
