package io.tierstream.embedded.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tierstream.embedded.PostgresProcess;
import io.tierstream.embedded.faults.LinkFault.BlackHole;
import io.tierstream.embedded.faults.LinkFault.Cut;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class DatabaseFaultsIT {
  private static final String DISK_FULL = "53100";

  private static Optional<SmallDisk> disk;
  private static PostgresProcess postgres;

  @BeforeAll
  static void start(@TempDir Path elsewhere) {
    disk = SmallDisk.mount(128);
    var folder = disk.map(SmallDisk::folder).orElse(elsewhere).resolve("postgres");
    postgres = PostgresProcess.start(PostgresProcess.Options.in(folder));
  }

  @AfterAll
  static void stop() {
    postgres.close();
    disk.ifPresent(
        mounted -> {
          mounted.close();
          assertThat(mounted.folder()).doesNotExist();
        });
  }

  @Test
  void aClientThroughALinkHasNoAnswerUntilItIsHealed() throws SQLException {
    try (var link = FaultyLink.to(postgres.port())) {
      try (var connection = connect(link);
          var statement = connection.createStatement()) {
        statement.execute("SELECT 1");
        link.suffer(new BlackHole());
        assertThatThrownBy(() -> statement.execute("SELECT 1"))
            .isInstanceOf(SQLException.class)
            .hasStackTraceContaining("Read timed out");
      }
      link.heal();
      try (var connection = connect(link)) {
        assertThat(connection.isValid(5)).isTrue();
      }
    }
  }

  @Test
  void aFullDiskRefusesRowsUntilThereIsRoomAgain() throws SQLException {
    assumeThat(disk).as("a disk of our own, which takes root on Linux").isPresent();
    var small = disk.orElseThrow();
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl("postgres"), "postgres", "");
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE entry (words text)");
      var insert = "INSERT INTO entry SELECT repeat('word ', 100) FROM generate_series(1, 2000)";
      statement.execute(insert);

      small.fill();

      assertThatThrownBy(() -> statement.execute(insert))
          .isInstanceOfSatisfying(
              SQLException.class,
              refusal -> assertThat(refusal.getSQLState()).isEqualTo(DISK_FULL));

      small.free();

      statement.execute(insert);
      var rows = statement.executeQuery("SELECT count(*) FROM entry");
      rows.next();
      assertThat(rows.getInt(1)).isEqualTo(4000);
    }
  }

  @Test
  void aScheduleLeavesAllAsItWas() throws Exception {
    var least = Duration.ofMillis(10);
    var most = Duration.ofMillis(50);
    try (var link = FaultyLink.to(postgres.port())) {
      var faults =
          List.of(
              Fault.kill("database", postgres, least, most),
              Fault.stop("database", postgres, least, most),
              Fault.restart("database", postgres),
              Fault.suspend("database", postgres, least, most),
              Fault.link("link", link, new BlackHole(), least, most),
              Fault.link("link", link, new Cut(), least, most),
              Fault.reset("link", link));
      var schedule = FaultSchedule.of(1, faults, faults.size());
      try (var run = FaultRun.start(schedule, () -> 1, round -> connect(link).close())) {
        assertThat(run.finish())
            .extracting(happened -> happened.entry().fault())
            .containsExactlyInAnyOrderElementsOf(faults);
      }
    }
  }

  private static Connection connect(FaultyLink link) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/postgres?socketTimeout=1".formatted(link.port()),
        "postgres",
        "");
  }
}
