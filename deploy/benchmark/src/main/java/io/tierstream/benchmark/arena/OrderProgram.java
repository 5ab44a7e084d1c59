package io.tierstream.benchmark.arena;

import io.tierstream.local.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
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
    var environment = new HashMap<>(settings);
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    environment.put("QUARKUS_DATASOURCE_JDBC_URL", heat.postgres().jdbcUrl(database));
    environment.put("QUARKUS_DATASOURCE_USERNAME", heat.postgres().username());
    environment.put("QUARKUS_DATASOURCE_PASSWORD", heat.postgres().password());
    environment.put("KAFKA_BOOTSTRAP_SERVERS", heat.bootstrapServers());
    environment.put("TIERSTREAM_IMPORT_UPLOADS", heat.folder().resolve("order-uploads").toString());
    return JavaProgram.of(
        Service.ORDER.jar(Path.of(System.getProperty("tierstream.home"))),
        heat.folder().resolve("order-service.log"),
        List.of(
            "-Xmx" + Service.ORDER.heap(),
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"),
        environment);
  }
}
