package io.tierstream.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One run of {@code deploy/rebuild}: its exit code and what it said. */
public record RebuildRun(int code, List<String> lines) {

  public static RebuildRun of(LocalSystem system, Path data)
      throws IOException, InterruptedException {
    return of(system.jdbcUrl(Service.SEGMENTATION), system.bootstrapServers(), data);
  }

  static RebuildRun of(String database, String broker, Path data)
      throws IOException, InterruptedException {
    var command = Home.path().resolve("deploy/rebuild").toString();
    var builder = new ProcessBuilder(command, "--data", data.toString()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("QUARKUS_DATASOURCE_JDBC_URL", database);
    builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", broker);
    var process = builder.start();
    try (var reader = process.inputReader(UTF_8)) {
      var lines = reader.lines().toList();
      return new RebuildRun(process.waitFor(), lines);
    }
  }
}
