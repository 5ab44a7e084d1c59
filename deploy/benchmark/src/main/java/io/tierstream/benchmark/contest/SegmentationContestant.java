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

  static final String NAME = "segmentation-service";

  private final Path home;
  private final List<String> jvm;

  /**
   * That of the project that this runs in.
   *
   * @param jvm options beyond the usual ones, with blanks in between; may be blank
   */
  SegmentationContestant(String jvm) {
    this.home = Path.of(System.getProperty("tierstream.home"));
    this.jvm = jvm.isBlank() ? List.of() : List.of(jvm.split(" "));
  }

  @Override
  public String name() {
    return NAME;
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
