package io.tierstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/up} as somebody at a terminal has it. */
class UpIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path folder;

  @Test
  void itStartsTheSystemKeepsItAliveAndStopsInOrder() throws Exception {
    var data = folder.resolve("data");
    String order;
    try (var up = Up.start(data, Map.of(), "--as-of", "2011-06-01T00:00:00Z")) {
      up.awaitLine("Ctrl-C stops everything");
      assertThat(up.output()).anyMatch(line -> line.matches(".*clock.* 2011-06-01T00:0.*CNY"));

      var tried = up.output().stream().filter(line -> line.startsWith("  curl ")).toList();
      assertThat(tried).hasSize(3);
      assertThat(Up.shell(tried.get(0))).contains("\"PLACED\"");
      assertThat(Up.shell(tried.get(1))).contains("\"PAID\"");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(Up.shell(tried.get(2))).contains("\"SILVER\""));
      order = tried.get(1).replaceAll(".*/orders/(.*)/payment.*", "$1");

      assertRefused(data, "process " + up.pid(), "--kafka-port", "0");

      for (var name : List.of("order-service", "segmentation-service", "broker", "database")) {
        up.kill(name);
        up.awaitLine(name + " died (status 137)");
        up.awaitLine(name + " is ready again");
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(Up.shell(tried.get(2))).contains("\"SILVER\""));

      up.signal("INT");
      assertThat(up.awaitEnd()).isZero();
      assertThat(up.errors()).isEmpty();
      assertNothingRuns(up);
    }

    assertRefused(data, "begun --as-of 2011-06-01T00:00:00Z", "--as-of", "2012-01-01T00:00:00Z");
    assertRefused(data, "begun with the base currency CNY", "--base-currency", "GBP");

    try (var up = Up.start(data, Map.of(), "--segmentation-instances", "2")) {
      up.awaitLine("Ctrl-C stops everything");
      assertThat(up.output()).anyMatch(line -> line.matches(".*clock.* 2011-06-01T00:.*CNY"));
      assertThat(up.output()).anyMatch(line -> line.startsWith("  segmentation-service-2 "));
      assertThat(Rest.at(up.uri("order-service")).get("/orders/" + order).status()).isEqualTo(200);

      var processes = up.processes();
      assertThat(processes).hasSizeGreaterThan(5);
      up.signal("KILL");
      up.awaitEnd();
      assertNothingRuns(up);
    }

    try (var up = Up.start(data, Map.of(), "--fresh")) {
      // What comes after it is the start of the services, each of which waits for its database.
      up.awaitLine("creating what is missing");
      var database = up.process("database");
      Up.signal("STOP", database);
      for (var service : Service.values()) {
        var log = data.resolve("logs").resolve(service.fullName() + ".log");
        await()
            .atMost(PATIENCE)
            .until(
                () -> Files.exists(log) && Files.readString(log).contains("Acquisition timeout"));
      }
      Up.signal("CONT", database);
      up.awaitLine("Ctrl-C stops everything");
      assertThat(up.output()).noneMatch(line -> line.matches(".*clock.* 2011-.*"));
      assertThat(Rest.at(up.uri("order-service")).get("/orders/" + order).status()).isEqualTo(404);

      up.signal("TERM");
      assertThat(up.awaitEnd()).isZero();
      assertNothingRuns(up);
    }
  }

  @Test
  void aTakenPortIsNamedWithWhoWantedIt() throws Exception {
    try (var somebody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var up =
            Up.start(
                folder.resolve("data"),
                Map.of(),
                "--order-port",
                Integer.toString(somebody.getLocalPort()))) {
      assertThat(up.awaitEnd()).isEqualTo(1);
      assertThat(up.errors()).hasSize(1);
      assertThat(up.errors().get(0))
          .contains(Integer.toString(somebody.getLocalPort()))
          .contains("order-service")
          .contains("--order-port");
      assertNothingRuns(up);
    }
  }

  @Test
  void aServiceThatDoesNotStartIsNamedWithItsLog() throws Exception {
    var data = folder.resolve("data");
    try (var up = Up.start(data, Map.of("QUARKUS_FLYWAY_CONNECT_RETRIES", "many"))) {
      assertThat(up.awaitEnd()).isEqualTo(1);
      assertThat(up.errors()).hasSize(1);
      assertThat(up.errors().get(0))
          .containsPattern(
              "(customer|order|feedback|segmentation)-service ended with status 1 while starting")
          .contains(data.resolve("logs").toString());
      assertNothingRuns(up);
    }
  }

  @Test
  void anInterruptedStartStopsEverything() throws Exception {
    try (var up = Up.start(folder.resolve("data"), Map.of())) {
      // What comes after it is the start of the services.
      up.awaitLine("creating what is missing");
      up.signal("INT");
      assertThat(up.awaitEnd()).isZero();
      assertThat(up.output()).noneMatch(line -> line.startsWith("ready"));
      assertNothingRuns(up);
    }
  }

  @Test
  void otherPeoplesFilesAreLeftAlone() throws Exception {
    var data = Files.createDirectories(folder.resolve("data"));
    var letter = Files.writeString(data.resolve("letter.txt"), "Dear …");
    assertRefused(data, "none of them is a local system's", "--fresh");
    assertThat(letter).exists();
  }

  @Test
  void whatMakesNoSenseAnswersWithTheUsage() throws Exception {
    var senseless =
        List.of(
            List.of("--frehs"),
            List.of("fresh"),
            List.of("--as-of", "yesterday"),
            List.of("--base-currency", "pounds"),
            List.of("--order-port", "65536"),
            List.of("--segmentation-instances", "0"),
            List.of("--data"));
    for (var words : senseless) {
      try (var up = Up.run(Map.of(), words)) {
        assertThat(up.awaitEnd()).as("%s", words).isEqualTo(2);
        assertThat(up.errors().get(0)).contains(words.get(words.size() - 1));
        assertThat(up.errors()).anyMatch(line -> line.startsWith("usage: deploy/up"));
      }
    }
  }

  @Test
  void aMissingJdkIsSaid() throws Exception {
    try (var up = Up.run(Map.of("JAVA_HOME", folder.toString()), List.of())) {
      assertThat(up.awaitEnd()).isEqualTo(1);
      assertThat(up.errors()).hasSize(1);
      assertThat(up.errors().get(0)).contains("JAVA_HOME").contains("JDK 17 or newer");
    }
  }

  private static void assertRefused(Path data, String reason, String... options)
      throws IOException {
    try (var up = Up.start(data, Map.of(), options)) {
      assertThat(up.awaitEnd()).isEqualTo(1);
      assertThat(up.errors()).hasSize(1);
      assertThat(up.errors().get(0)).startsWith("deploy/up: ").contains(reason);
    }
  }

  private static void assertNothingRuns(Up up) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(up.processes()).filteredOn(ProcessHandle::isAlive).isEmpty());
  }
}
