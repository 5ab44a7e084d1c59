package io.tierstream.benchmark.arena;

import io.tierstream.local.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A service as the build packages it and {@code deploy/up} starts it. */
public final class ServiceProgram {
  private ServiceProgram() {}

  /**
   * segmentation-service.
   *
   * @param jvm options beyond the usual ones
   * @param port 0 for any
   */
  public static JavaProgram segmentation(Heat heat, List<String> jvm, int port) throws IOException {
    return start(Service.SEGMENTATION, heat, jvm, port, Map.of());
  }

  /**
   * order-service beside it, with a database of its own on the heat's server.
   *
   * @param settings further ones, by the name of their environment variable
   */
  public static JavaProgram orders(Heat heat, int port, Map<String, String> settings)
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
    return start(Service.ORDER, own, List.of(), port, settings);
  }

  /**
   * That of the project that this runs in.
   *
   * @param jvm options beyond the usual ones
   * @param port 0 for any
   * @param settings further variables of its environment
   */
  public static JavaProgram start(
      Service service, Heat heat, List<String> jvm, int port, Map<String, String> settings)
      throws IOException {
    var environment = new HashMap<>(settings);
    environment.putAll(
        Map.of(
            "QUARKUS_HTTP_PORT", Integer.toString(port),
            "QUARKUS_DATASOURCE_JDBC_URL", heat.jdbcUrl(),
            "QUARKUS_DATASOURCE_USERNAME", heat.postgres().username(),
            "QUARKUS_DATASOURCE_PASSWORD", heat.postgres().password(),
            "KAFKA_BOOTSTRAP_SERVERS", heat.bootstrapServers(),
            "TIERSTREAM_IMPORT_UPLOADS",
                heat.folder().resolve(service.fullName() + "-uploads").toString()));
    return JavaProgram.of(
        service.jar(Path.of(System.getProperty("tierstream.home"))),
        heat.folder().resolve(service.fullName() + ".log"),
        options(service, jvm),
        environment);
  }

  /** Of a JVM like the service's, with {@code jvm} before the usual ones. */
  public static List<String> options(Service service, List<String> jvm) {
    var options = new ArrayList<>(List.of("-Xmx" + service.heap()));
    options.add("-XX:+ExitOnOutOfMemoryError");
    options.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
    options.addAll(jvm);
    options.addAll(service.jvm(jvm));
    return options;
  }
}
