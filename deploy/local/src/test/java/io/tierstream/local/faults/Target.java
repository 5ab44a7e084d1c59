package io.tierstream.local.faults;

import io.tierstream.local.LocalSystem;
import io.tierstream.local.Service;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where the checker finds a system.
 *
 * @param clock what the services' clocks show now
 */
public record Target(
    String bootstrapServers,
    Function<Service, String> jdbcUrls,
    Function<Service, URI> addresses,
    Supplier<Instant> clock) {

  static Target of(LocalSystem system) {
    return new Target(system.bootstrapServers(), system::jdbcUrl, system::uri, system::now);
  }

  Connection connect(Service service) throws SQLException {
    return DriverManager.getConnection(jdbcUrls.apply(service), "postgres", "");
  }
}
