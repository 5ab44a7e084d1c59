package io.tierstream.embedded;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.postgresql.Driver;

/** A PostgreSQL server, wherever it runs; commits are durable as in production. */
public sealed interface PostgresServer extends Server permits PostgresProcess, PostgresInContainer {
  /** {@code jdbc:postgresql://<host>:<port>/<database>}, without user and password. */
  String jdbcUrl(String database);

  /** The superuser. */
  default String username() {
    return "postgres";
  }

  /** The superuser's; on loopback any will do, this one is for clients that insist on one. */
  default String password() {
    return "postgres";
  }

  /** A new connection; the caller closes it. */
  default Connection connect(String database) throws SQLException {
    return connect(database, Map.of());
  }

  /**
   * Creates a database; no-op when it is there.
   *
   * @throws IllegalStateException when the server refuses
   */
  default void createDatabase(String name) {
    try (var connection = connect("postgres");
        var known = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
      known.setString(1, name);
      if (!known.executeQuery().next()) {
        try (var statement = connection.createStatement()) {
          statement.execute("CREATE DATABASE " + statement.enquoteIdentifier(name, true));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Database " + name + " could not be created.", e);
    }
  }

  /** Whether it does its work. */
  default boolean answers() {
    try (var connection =
            connect("postgres", Map.of("connectTimeout", "5", "socketTimeout", "30"));
        var statement = connection.createStatement()) {
      return statement.executeQuery("SELECT 1").next();
    } catch (SQLException starting) {
      return false;
    }
  }

  /** What every server of ours is told, beside its address and folders. */
  static Map<String, String> settings() {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("fsync", "on");
    parameters.put("synchronous_commit", "on");
    parameters.put("full_page_writes", "on");
    parameters.put("max_connections", "200");
    parameters.put("shared_buffers", "256MB");
    parameters.put("max_wal_size", "4GB");
    parameters.put("timezone", "UTC");
    parameters.put("log_timezone", "UTC");
    parameters.put("logging_collector", "off");
    parameters.put("log_line_prefix", "%m [%p] %d ");
    // Within the data folder, so that it goes when that goes.
    parameters.put("dynamic_shared_memory_type", "mmap");
    return parameters;
  }

  // The driver itself: DriverManager knows only those of the class loader that came first.
  private Connection connect(String database, Map<String, String> more) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", username());
    properties.setProperty("password", password());
    properties.putAll(more);
    return new Driver().connect(jdbcUrl(database), properties);
  }
}
