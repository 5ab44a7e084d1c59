package io.tierstream.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One run of a command in {@code deploy}: its exit code and what it said. */
public record DeployRun(int code, List<String> lines) {

  /** Runs {@code deploy/rebuild}. */
  public static DeployRun rebuild(LocalSystem system, Path data)
      throws IOException, InterruptedException {
    var database = URI.create(system.jdbcUrl(Service.SEGMENTATION).substring("jdbc:".length()));
    return rebuild(kafkaPort(system), database.getPort(), data);
  }

  static DeployRun rebuild(int kafkaPort, int postgresPort, Path data)
      throws IOException, InterruptedException {
    return of(
        "rebuild",
        "--data",
        data.toString(),
        "--kafka-port",
        Integer.toString(kafkaPort),
        "--postgres-port",
        Integer.toString(postgresPort));
  }

  /** Runs {@code deploy/replay}. */
  static DeployRun replay(LocalSystem system, Path data, String topic, String consumer)
      throws IOException, InterruptedException {
    return of(
        "replay",
        topic,
        consumer,
        "--data",
        data.toString(),
        "--kafka-port",
        Integer.toString(kafkaPort(system)));
  }

  private static int kafkaPort(LocalSystem system) {
    return URI.create("kafka://" + system.bootstrapServers()).getPort();
  }

  private static DeployRun of(String command, String... words)
      throws IOException, InterruptedException {
    var all = new ArrayList<>(List.of(Home.path().resolve("deploy").resolve(command).toString()));
    all.addAll(List.of(words));
    var builder = new ProcessBuilder(all).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    var process = builder.start();
    try (var reader = process.inputReader(UTF_8)) {
      var lines = reader.lines().toList();
      return new DeployRun(process.waitFor(), lines);
    }
  }
}
