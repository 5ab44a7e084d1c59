package io.tierstream.benchmark.reads;

import io.tierstream.benchmark.arena.Heat;
import io.tierstream.benchmark.arena.JavaProgram;
import io.tierstream.benchmark.arena.ServiceProgram;
import io.tierstream.embedded.Ports;
import io.tierstream.local.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Who says where a customer stands.
 *
 * @param name as the table calls it
 * @param prefix of the path, before the customer's id
 */
record Server(String name, String prefix, int port, JavaProgram program) implements AutoCloseable {

  static final String REAL = "segmentation-service";
  static final String BARE = "bare endpoint";

  /**
   * segmentation-service itself.
   *
   * @param jvm options beyond the usual ones
   */
  static Server real(Heat heat, List<String> jvm) throws IOException, InterruptedException {
    int port = Ports.free();
    var server =
        new Server(
            REAL, "/segmentation/customers/", port, ServiceProgram.segmentation(heat, jvm, port));
    server.await("/q/health/ready");
    return server;
  }

  /**
   * A program that reads the row, with a JVM like the other's.
   *
   * @param jvm options beyond the usual ones
   */
  static Server bare(Heat heat, List<String> jvm) throws IOException, InterruptedException {
    int port = Ports.free();
    var program =
        JavaProgram.of(
            Path.of(
                System.getProperty("tierstream.home"),
                "deploy/benchmark/bare/target/quarkus-app/quarkus-run.jar"),
            heat.folder().resolve("bare.log"),
            ServiceProgram.options(Service.SEGMENTATION, jvm),
            Map.of(
                "QUARKUS_HTTP_PORT", Integer.toString(port),
                "QUARKUS_DATASOURCE_JDBC_URL", heat.jdbcUrl(),
                "QUARKUS_DATASOURCE_USERNAME", heat.postgres().username(),
                "QUARKUS_DATASOURCE_PASSWORD", heat.postgres().password()));
    return new Server(BARE, "/rows/", port, program);
  }

  /** Returns when {@code path} is answered 200. */
  void await(String path) throws InterruptedException {
    program.await(port, path);
  }

  @Override
  public void close() {
    program.close();
  }
}
