package io.tierstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tierstream.local.Briefly;
import io.tierstream.local.Home;
import io.tierstream.local.LocalSystem;
import io.tierstream.local.Progress;
import io.tierstream.local.faults.ShopLoad.Plan;
import io.tierstream.local.faults.Tampering.Damage;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where nothing breaks, the checker finds nothing; and what somebody has tampered with it finds.
 */
class FaultFreeRun {
  private static final System.Logger LOG = System.getLogger(FaultFreeRun.class.getName());
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** The system can't rest then. */
  private static final Duration IMPATIENCE = Duration.ofSeconds(8);

  private static final String CALM = "calm-";
  private static final String DAMAGED = "damaged-";
  private static final int FACTS = 1_000;
  private static final int THREADS = 4;

  private static LocalSystem system;
  private static CheckReport calm;
  private static CheckReport before;
  private static CheckReport after;
  private static List<Damage> damages;

  @BeforeAll
  static void run(@TempDir Path data) throws Exception {
    system = LocalSystem.start(Home.options(data), Progress.silent(), new Briefly());
    var target = Target.of(system);
    var calmFile = data.resolve("calm.ledger");
    var file = data.resolve("damaged.ledger");
    try (var calmLedger = Ledger.in(calmFile);
        var ledger = Ledger.in(file);
        var load = ShopLoad.start(new Plan(CALM, FACTS, 0, 7, THREADS), target, calmLedger);
        var other = ShopLoad.start(new Plan(DAMAGED, FACTS, 0, 8, THREADS), target, ledger)) {
      Awaitility.await().atMost(PATIENCE).until(() -> load.progress() > 0.5);
      load.publishOtherModel();
      LOG.log(Level.INFO, load.await().toString());
      other.await();
    }
    calm = check(target, calmFile, CALM, PATIENCE);
    LOG.log(Level.INFO, calm.toString());
    before = check(target, file, DAMAGED, PATIENCE);
    var damagedFile = data.resolve("tampered.ledger");
    try (var tampering = new Tampering(target, DAMAGED)) {
      tampering.topics();
      // What is on the topics has its effects before tables are damaged.
      check(target, file, DAMAGED, PATIENCE);
      tampering.ledger(file, damagedFile);
      tampering.tables();
      tampering.rest();
      damages = List.copyOf(tampering.damages);
      after = check(target, damagedFile, DAMAGED, IMPATIENCE);
    }
    LOG.log(Level.INFO, after.toString());
  }

  @AfterAll
  static void stop() {
    if (system != null) {
      system.close();
    }
  }

  @Test
  void nothingIsFoundWhereNothingBreaks() {
    assertThat(calm.findings()).isEmpty();
    assertThat(calm.facts()).isGreaterThanOrEqualTo(FACTS);
    assertThat(calm.tierChanges()).isPositive();
    assertThat(calm.parked()).isPositive();
    assertThat(calm.poison()).isPositive();
  }

  @TestFactory
  Stream<DynamicTest> whatWasTamperedWithIsFound() {
    return damages.stream()
        .map(damage -> DynamicTest.dynamicTest(damage.name(), () -> found(damage)));
  }

  private static void found(Damage damage) {
    var found = after.findings().stream().filter(damage::isMeantBy).toList();
    if (damage.part() == null) {
      assertThat(found).isEmpty();
    } else {
      assertThat(found)
          .anySatisfy(
              finding -> {
                assertThat(finding.part()).isEqualTo(damage.part());
                assertThat(finding.toString()).contains(damage.what());
              });
    }
  }

  @Test
  void nothingElseIsFound() {
    assertThat(before.findings()).isEmpty();
    assertThat(after.findings())
        .allMatch(finding -> damages.stream().anyMatch(damage -> damage.isMeantBy(finding)));
  }

  private static CheckReport check(Target target, Path ledger, String prefix, Duration patience)
      throws Exception {
    return new Checker(target, ledger, prefix, system.baseCurrency()).check(patience);
  }
}
