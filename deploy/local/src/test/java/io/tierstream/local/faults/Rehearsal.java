package io.tierstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tierstream.local.Service;
import io.tierstream.local.faults.ShopLoad.Plan;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A system under a load of its own while something goes wrong, and what the checker says then. */
abstract class Rehearsal {
  static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final System.Logger LOG = System.getLogger(Rehearsal.class.getName());
  private static final int THREADS = 6;
  private static final long SEED = 20_261_129;

  static FaultySystem system;
  static Path folder;

  @BeforeAll
  static void start(@TempDir Path data) throws InterruptedException {
    folder = data;
    system = FaultySystem.start(data.resolve("system"));
  }

  @AfterAll
  static void stop() {
    if (system != null) {
      system.close();
    }
  }

  /** What goes wrong. */
  interface Disturbance {
    void during(ShopLoad load) throws Exception;
  }

  /** How much is asked for. */
  record Size(int facts, double perSecond) {}

  static Target target() {
    return Target.of(system.system());
  }

  /**
   * Runs a load, disturbed, heals everything, and checks what came of it.
   *
   * @param name of the scenario; what the load's ids begin with
   * @param target where the load goes
   * @param patience how long it may take to come to rest
   */
  static CheckReport rehearse(
      String name, Size size, Target target, Duration patience, Disturbance disturbance)
      throws Exception {
    var file = folder.resolve(name + ".ledger");
    var plan = new Plan(name + "-", size.facts(), size.perSecond(), SEED, THREADS);
    try (var ledger = Ledger.in(file);
        var load = ShopLoad.start(plan, target, ledger)) {
      try {
        disturbance.during(load);
      } finally {
        system.heal();
      }
      LOG.log(Level.INFO, name + ": " + load.await());
    }
    var report =
        new Checker(target(), file, plan.prefix(), system.system().baseCurrency()).check(patience);
    LOG.log(Level.INFO, name + ": " + report);
    return report;
  }

  /** Runs a load of its own, disturbed from its first facts on; nothing is to be found then. */
  static void rehearse(String name, Size size, Disturbance disturbance) throws Exception {
    var report =
        rehearse(
            name,
            size,
            target(),
            PATIENCE,
            load -> {
              awaitProgress(load, 0.2);
              disturbance.during(load);
            });
    assertThat(report.findings()).isEmpty();
  }

  /** How many numbers the process of that name owns. */
  static long owned(String service) throws SQLException {
    return owned(system.process(service).pid());
  }

  /** How many numbers that process owns. */
  static long owned(long pid) throws SQLException {
    return segmentation("SELECT count(*) FROM ownership WHERE starts_with(owner, ?)", pid + "/");
  }

  /** The answer of segmentation's database. */
  static long segmentation(String sql, Object... values) throws SQLException {
    try (var connection = target().connect(Service.SEGMENTATION)) {
      return Rows.number(connection, sql, values);
    }
  }

  static void awaitProgress(ShopLoad load, double share) {
    await().atMost(PATIENCE).until(() -> load.progress() >= share);
  }

  static void pass(Duration time) throws InterruptedException {
    Thread.sleep(time.toMillis());
  }
}
