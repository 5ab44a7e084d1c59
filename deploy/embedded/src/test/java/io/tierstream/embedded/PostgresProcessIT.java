package io.tierstream.embedded;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class PostgresProcessIT {
  private static PostgresProcess postgres;

  @BeforeAll
  static void start() {
    postgres = PostgresProcess.start(PostgresProcess.Options.temporary().with("work_mem", "7MB"));
  }

  @AfterAll
  static void stop() {
    postgres.close();
    assertThat(postgres.directory()).doesNotExist();
  }

  @Test
  void commitsAreDurable() throws SQLException {
    assertThat(one("SHOW fsync")).isEqualTo("on");
    assertThat(one("SHOW synchronous_commit")).isEqualTo("on");
    assertThat(one("SHOW full_page_writes")).isEqualTo("on");
  }

  @Test
  void isPostgres18AsConfigured() throws SQLException {
    assertThat(one("SHOW server_version_num")).startsWith("18");
    assertThat(one("SHOW work_mem")).isEqualTo("7MB");
    assertThat(one("SHOW listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(one("SHOW server_encoding")).isEqualTo("UTF8");
  }

  @Test
  void stepsDownFromRoot() throws IOException {
    assumeThat(Platform.isRoot()).as("runs as root").isTrue();
    var ours = Files.readSymbolicLink(Path.of("/proc/self/ns/user"));
    var theirs = Files.readSymbolicLink(Path.of("/proc", Long.toString(postgres.pid()), "ns/user"));
    assertThat(theirs).isNotEqualTo(ours);
  }

  @Test
  void committedRowsSurviveSigkillAndRestart() throws Exception {
    postgres.createDatabase("ledger");
    postgres.createDatabase("ledger");
    try (var open = connect("ledger");
        var statement = open.createStatement()) {
      statement.execute("CREATE TABLE entry (id int PRIMARY KEY)");
      statement.execute("INSERT INTO entry VALUES (1), (2)");
      open.setAutoCommit(false);
      statement.execute("INSERT INTO entry VALUES (3)");
      long killed = postgres.pid();
      var children = ProcessHandle.of(killed).orElseThrow().descendants().toList();
      var exit = postgres.onExit();
      assertThat(children).isNotEmpty();

      postgres.kill();

      assertThat(postgres.isAlive()).isFalse();
      assertThat(exit.get(1, SECONDS)).isEqualTo(137);
      assertThat(children).noneMatch(PostgresProcessIT::runs);
      assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
    }

    postgres.restart();

    try (var connection = connect("ledger");
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*), max(id) FROM entry")) {
      rows.next();
      assertThat(rows.getInt(1)).isEqualTo(2);
      assertThat(rows.getInt(2)).isEqualTo(2);
    }
  }

  @Test
  void restartsInGoodOrderWhileSessionsAreOpen() throws SQLException {
    try (var open = connect("postgres")) {
      assertThat(open.isValid(5)).isTrue();
      postgres.restart();
      assertThat(open.isValid(5)).isFalse();
    }
    assertThat(one("SELECT 1")).isEqualTo("1");
  }

  @Test
  void suspendedItStandsStillWithAllItsChildrenAndGoesOnWhereItWas() throws Exception {
    assumeThat(Path.of("/proc")).as("Linux").isDirectory();
    try (var open = connect("postgres");
        var statement = open.createStatement()) {
      statement.execute("CREATE TEMPORARY TABLE mine AS SELECT 7 AS number");
      var family = family();
      assertThat(family).hasSizeGreaterThan(2);

      postgres.suspend();
      // Asked for anew: one whose session had just ended may be gone.
      await().untilAsserted(() -> assertThat(family()).allMatch(PostgresProcessIT::isStopped));
      var answer = CompletableFuture.supplyAsync(() -> number(statement));
      assertThat(postgres.isAlive()).isTrue();
      postgres.suspend();
      postgres.resume();

      assertThat(answer.get(20, SECONDS)).isEqualTo(7);
      assertThat(family).noneMatch(PostgresProcessIT::isStopped);
    }
  }

  @Test
  void suspendedItCanBeKilled() throws SQLException {
    var family = family();
    postgres.suspend();
    postgres.kill();
    assertThat(family).noneMatch(PostgresProcessIT::runs);
    postgres.restart();
    assertThat(one("SELECT 1")).isEqualTo("1");
  }

  @Test
  void suspendedItStopsInGoodOrder() throws Exception {
    postgres.restart();
    long spoken = Files.size(postgres.logFile());
    postgres.suspend();
    postgres.restart();
    assertThat(one("SELECT 1")).isEqualTo("1");
    assertThat(Files.readString(postgres.logFile()).substring((int) spoken))
        .contains("database system is shut down")
        .doesNotContain("not properly shut down");
  }

  @Test
  void startsAgainOnItsFolderDespiteAPidFileWhoseNumberHasANewOwner(@TempDir Path directory)
      throws Exception {
    var options = PostgresProcess.Options.in(directory.resolve("pg"));
    var pidFile = directory.resolve("pg/data/postmaster.pid");
    try (var first = PostgresProcess.start(options)) {
      first.createDatabase("kept");
      var lines = Files.readAllLines(pidFile);
      first.kill();
      lines.set(0, Long.toString(ProcessHandle.current().pid()));
      Files.write(pidFile, lines);
    }
    try (var second = PostgresProcess.start(options);
        var kept = DriverManager.getConnection(second.jdbcUrl("kept"), "postgres", "")) {
      assertThat(kept.isValid(5)).isTrue();
    }
    assertThat(pidFile).doesNotExist();
  }

  @Test
  void saysAtOnceWhichPortIsTaken() throws IOException {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var options = PostgresProcess.Options.temporary().onPort(other.getLocalPort());
      assertThatThrownBy(() -> PostgresProcess.start(options))
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining("PostgreSQL")
          .hasMessageContaining(Integer.toString(other.getLocalPort()));
    }
  }

  @Test
  void showsTheEndOfTheLogOfAServerThatWillNotStart() {
    var options = PostgresProcess.Options.temporary().with("max_connections", "many");
    assertThatThrownBy(() -> PostgresProcess.start(options))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("invalid value for parameter \"max_connections\"");
  }

  private static List<ProcessHandle> family() {
    var main = ProcessHandle.of(postgres.pid()).orElseThrow();
    return Stream.concat(Stream.of(main), main.descendants())
        .filter(process -> !isIn("Z", process))
        .toList();
  }

  /** Who has ended is still there until whoever took it over, such as init, has asked after it. */
  private static boolean runs(ProcessHandle process) {
    return process.isAlive() && !isIn("Z", process);
  }

  private static boolean isStopped(ProcessHandle process) {
    return isIn("T", process);
  }

  /** Whether it is in this state of the kernel's; what is gone is in none. */
  private static boolean isIn(String state, ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"))
          .contains("State:\t" + state);
    } catch (IOException e) {
      return false;
    }
  }

  private static int number(Statement statement) {
    try (var rows = statement.executeQuery("SELECT number FROM mine")) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        postgres.jdbcUrl(database), postgres.username(), postgres.password());
  }

  private static String one(String query) throws SQLException {
    try (var connection = connect("postgres");
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
