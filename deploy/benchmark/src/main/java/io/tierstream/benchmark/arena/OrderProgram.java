package io.tierstream.benchmark.arena;

import io.tierstream.local.Service;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** order-service as the build packages it and {@code deploy/up} starts it. */
public final class OrderProgram {
  private OrderProgram() {}

  /**
   * That of the project that this runs in, with a database of its own on the heat's server.
   *
   * @param port on 127.0.0.1
   * @param settings further ones, by the name of their environment variable
   */
  public static JavaProgram start(Heat heat, int port, Map<String, String> settings)
      throws IOException {
    var database = heat.database() + "_orders";
    heat.postgres().createDatabase(database);
    var own =
        new Heat(
            heat.bootstrapServers(),
            heat.postgres(),
            database,
            heat.group(),
            heat.folder(),
            heat.workload());
    return ServiceProgram.start(Service.ORDER, own, List.of(), port, settings);
  }
}
