package io.tierstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tierstream.embedded.PostgresProcess;
import io.tierstream.embedded.faults.SmallDisk;
import io.tierstream.local.Wiring;
import io.tierstream.local.faults.ShopLoad.Plan;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database's disk is full, and has room again: nothing is lost, and nothing counts twice. */
class FullDisk {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int MEGABYTES = 512;

  /** Long enough for everybody to have been refused. */
  private static final Duration FULL = Duration.ofSeconds(10);

  private static final Plan PLAN = new Plan("full-", 800, 40, 5, 6);

  @Test
  void everyEffectIsThereOnce(@TempDir Path data) throws Exception {
    var mounted = SmallDisk.mount(MEGABYTES);
    assumeTrue(mounted.isPresent(), "a disk of our own takes root on Linux");
    var ledgerFile = data.resolve("full.ledger");
    try (var disk = mounted.orElseThrow();
        var system = FaultySystem.start(data.resolve("system"), on(disk));
        var ledger = Ledger.in(ledgerFile)) {
      var target = Target.of(system.system());
      try (var load = ShopLoad.start(PLAN, target, ledger)) {
        await().atMost(PATIENCE).until(() -> load.progress() > 0.3);
        disk.fill();
        Thread.sleep(FULL.toMillis());
        var stuck = load.progress();
        assertThat(stuck).isLessThan(1);
        disk.free();
        // A database that could not write its log has ended itself.
        system.heal();
        load.await();
      }
      var report =
          new Checker(target, ledgerFile, PLAN.prefix(), system.system().baseCurrency())
              .check(PATIENCE);
      assertThat(report.findings()).isEmpty();
    }
  }

  private static Wiring on(SmallDisk disk) {
    return new Wiring() {
      @Override
      public PostgresProcess.Options database(PostgresProcess.Options usual) {
        return new PostgresProcess.Options(
            disk.folder().resolve("postgres"), usual.port(), usual.logFile(), usual.settings());
      }
    };
  }
}
