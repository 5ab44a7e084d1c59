package io.tierstream.benchmark.arena;

import io.tierstream.embedded.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What one contestant is given for one run.
 *
 * @param bootstrapServers of the broker that has the workload
 * @param postgres the server
 * @param database its own, which is empty
 * @param group a consumer group nobody was in yet
 * @param folder its own, for logs and state
 * @param workload what is in the topics
 */
public record Heat(
    String bootstrapServers,
    PostgresServer postgres,
    String database,
    String group,
    Path folder,
    Workload workload) {

  public String jdbcUrl() {
    return postgres.jdbcUrl(database);
  }

  public Connection connect() throws SQLException {
    return postgres.connect(database);
  }
}
