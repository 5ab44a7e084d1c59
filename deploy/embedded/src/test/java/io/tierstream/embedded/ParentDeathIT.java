package io.tierstream.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class ParentDeathIT {
  @ParameterizedTest
  @CsvSource({"KILL,running", "TERM,killed", "KILL,suspended"})
  void nothingOutlivesTheParent(String signal, String database, @TempDir Path directory)
      throws Exception {
    var report = directory.resolve("report");
    var output = directory.resolve("output").toFile();
    var parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                report.toString(),
                database)
            .redirectErrorStream(true)
            .redirectOutput(output)
            .start();
    try {
      await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(report) || !parent.isAlive());
      assertThat(report).as(Files.readString(output.toPath())).exists();
      var lines = Files.readAllLines(report).stream().map(line -> line.split(" ", 2)).toList();
      var folders = lines.stream().map(line -> Path.of(line[1])).toList();
      var servers = lines.stream().map(line -> Long.valueOf(line[0])).toList();
      var family = parent.descendants().toList();
      if (!database.equals("killed")) {
        assertThat(family.stream().map(ProcessHandle::pid)).containsAll(servers);
      }
      assertThat(folders).allSatisfy(folder -> assertThat(folder).isDirectory());

      new ProcessBuilder("kill", "-s", signal, Long.toString(parent.pid())).start().waitFor();

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                assertThat(family).filteredOn(ParentDeathIT::runs).isEmpty();
                assertThat(folders).noneMatch(Files::exists);
              });
    } finally {
      parent.destroyForcibly();
    }
  }

  /** Orphans that nobody has reaped yet are dead all the same. */
  private static boolean runs(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }
}
