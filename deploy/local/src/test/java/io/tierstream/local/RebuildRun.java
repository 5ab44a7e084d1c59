package io.tierstream.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** One run of {@code deploy/rebuild}: its exit code and what it said. */
public record RebuildRun(int code, List<String> lines) {

  public static RebuildRun of(LocalSystem system, Path data)
      throws IOException, InterruptedException {
    var broker = URI.create("kafka://" + system.bootstrapServers());
    var database = URI.create(system.jdbcUrl(Service.SEGMENTATION).substring("jdbc:".length()));
    return of(broker.getPort(), database.getPort(), data);
  }

  static RebuildRun of(int kafkaPort, int postgresPort, Path data)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
                Home.path().resolve("deploy/rebuild").toString(),
                "--data",
                data.toString(),
                "--kafka-port",
                Integer.toString(kafkaPort),
                "--postgres-port",
                Integer.toString(postgresPort))
            .redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    var process = builder.start();
    try (var reader = process.inputReader(UTF_8)) {
      var lines = reader.lines().toList();
      return new RebuildRun(process.waitFor(), lines);
    }
  }
}
