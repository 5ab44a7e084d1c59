package io.tierstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tierstream.local.Home;
import io.tierstream.local.LocalSystem;
import io.tierstream.local.Progress;
import io.tierstream.local.faults.ShopLoad.Plan;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where nothing breaks the checker finds nothing; what somebody has tampered with it finds. */
class FaultFreeRunIT {
  private static final System.Logger LOG = System.getLogger(FaultFreeRunIT.class.getName());
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PREFIX = "calm-";

  private static LocalSystem system;
  private static Target target;
  private static Path file;

  @BeforeAll
  static void run(@TempDir Path data) throws Exception {
    system = LocalSystem.start(Home.options(data), Progress.silent());
    target = Target.of(system);
    file = data.resolve("ledger");
    try (var ledger = Ledger.in(file);
        var load = ShopLoad.start(new Plan(PREFIX, 1_000, 0, 7, 6), target, ledger)) {
      var summary = load.await();
      LOG.log(Level.INFO, summary.toString());
    }
  }

  @AfterAll
  static void stop() {
    if (system != null) {
      system.close();
    }
  }

  private static CheckReport check(Path ledger, Duration patience) throws Exception {
    return new Checker(target, ledger, PREFIX, system.baseCurrency()).check(patience);
  }

  @Test
  void nothingIsFound() throws Exception {
    var report = check(file, PATIENCE);
    LOG.log(Level.INFO, report.toString());
    assertThat(report.findings()).isEmpty();
  }
}
