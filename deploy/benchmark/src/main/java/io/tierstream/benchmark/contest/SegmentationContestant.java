package io.tierstream.benchmark.contest;

import io.tierstream.local.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** segmentation-service as the build packages it and {@code deploy/up} starts it. */
final class SegmentationContestant implements Contestant {

  private final Path home;
  private final List<String> jvm;

  /**
   * @param home the project's root
   * @param jvm options beyond the usual ones
   */
  SegmentationContestant(Path home, List<String> jvm) {
    this.home = home;
    this.jvm = jvm;
  }

  @Override
  public String name() {
    return "segmentation-service";
  }

  @Override
  public boolean tellsSegments() {
    return true;
  }

  @Override
  public Entry start(Heat heat) throws IOException, SQLException {
    var options = new ArrayList<>(List.of("-Xmx" + Service.SEGMENTATION.heap()));
    options.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
    options.addAll(jvm);
    options.addAll(Service.SEGMENTATION.jvm(jvm));
    return new InDatabase(
        heat,
        JavaProgram.of(
            Service.SEGMENTATION.jar(home),
            heat.folder().resolve("segmentation-service.log"),
            options,
            Map.of(
                "QUARKUS_HTTP_PORT", "0",
                "QUARKUS_DATASOURCE_JDBC_URL", heat.jdbcUrl(),
                "QUARKUS_DATASOURCE_USERNAME", heat.postgres().username(),
                "QUARKUS_DATASOURCE_PASSWORD", heat.postgres().password(),
                "KAFKA_BOOTSTRAP_SERVERS", heat.bootstrapServers(),
                "TIERSTREAM_IMPORT_UPLOADS", heat.folder().resolve("uploads").toString())),
        SegmentationContestant::isPublished);
  }

  /** What was decided to be published is gone from the table once the broker has it. */
  private static boolean isPublished(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var left = statement.executeQuery("SELECT 1 FROM publication LIMIT 1")) {
      return !left.next();
    }
  }
}
