package io.tierstream.local.faults;

import static io.tierstream.local.faults.FaultySystem.OTHER_SEGMENTATION;
import static io.tierstream.local.faults.FaultySystem.SEGMENTATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tierstream.embedded.faults.LinkFault;
import io.tierstream.local.Service;
import io.tierstream.local.faults.Finding.Part;
import io.tierstream.local.faults.ShopLoad.Plan;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a promise taken back the same faults leave traces, and the checker finds them. */
class CheckerProofIT {
  private static final System.Logger LOG = System.getLogger(CheckerProofIT.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What never comes to rest is found, too. */
  private static final Duration REST = Duration.ofSeconds(15);

  private static final List<String> BOTH = List.of(SEGMENTATION, OTHER_SEGMENTATION);
  private static final int FACTS = 200;

  private static FaultySystem system;
  private static Path folder;

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

  private interface Disturbance {
    void during(ShopLoad load) throws Exception;
  }

  /** Runs a load of its own under a sabotage, and reports what the checker finds then. */
  private static CheckReport report(
      Sabotage sabotage, List<String> services, Disturbance disturbance) throws Exception {
    var name = sabotage.name().toLowerCase(Locale.ROOT).replace('_', '-');
    var target = Target.of(system.system());
    var file = folder.resolve(name + ".ledger");
    var plan = new Plan(name + "-", FACTS, 100, 11, 6);
    try (var ledger = Ledger.in(file)) {
      services.forEach(service -> system.rules(service).add(sabotage.name(), sabotage.script()));
      try (var load = ShopLoad.start(plan, target, ledger)) {
        disturbance.during(load);
        system.heal();
        load.await();
      } finally {
        system.heal();
      }
    }
    var report =
        new Checker(target, file, plan.prefix(), system.system().baseCurrency()).check(REST);
    LOG.log(Level.INFO, name + ": " + report);
    // What it remembers may be wrong for ever.
    services.forEach(service -> system.process(service).kill());
    system.heal();
    return report;
  }

  private static void awaitProgress(ShopLoad load, double share) {
    await().atMost(PATIENCE).until(() -> load.progress() >= share);
  }

  private static void awaitEnd(List<String> oneOf) {
    await()
        .atMost(PATIENCE)
        .until(() -> oneOf.stream().anyMatch(name -> !system.process(name).isAlive()));
  }

  @Test
  void aMarkBeforeTheAcknowledgementLosesFacts() throws Exception {
    var orders = List.of(Service.ORDER.fullName());
    var report = report(Sabotage.MARK_BEFORE_ACKNOWLEDGEMENT, orders, load -> awaitEnd(orders));
    assertThat(report.findings()).extracting(Finding::part).contains(Part.FACTS);
  }

  @Test
  void aPublicationBeforeTheCommitTellsWhatIsNot() throws Exception {
    var report = report(Sabotage.PUBLICATION_BEFORE_COMMIT, BOTH, load -> awaitEnd(BOTH));
    assertThat(report.findings()).extracting(Finding::part).contains(Part.PUBLISHED);
  }

  @Test
  void withoutTheVersionRuleOldFactsCount() throws Exception {
    var report =
        report(
            Sabotage.VERSION_RULE_OFF,
            BOTH,
            load -> {
              awaitProgress(load, 1);
              assertThat(Repeats.some(Target.of(system.system()), "orders", "version-rule-off-", 3))
                  .isPositive();
            });
    assertThat(report.findings()).extracting(Finding::part).contains(Part.FIGURES);
  }

  @Test
  void aQueueLeftBySeeksTurnsFactsAround() throws Exception {
    var report =
        report(
            Sabotage.QUEUE_LEFT,
            BOTH,
            load -> {
              BOTH.forEach(
                  one -> system.toDatabase(one).suffer(LinkFault.Delay.of(Duration.ofMillis(50))));
              for (double share = 0.1; share < 0.9; share += 0.1) {
                awaitProgress(load, share);
                takeAllNumbers();
              }
            });
    assertThat(report.findings()).extracting(Finding::part).contains(Part.PATH);
  }

  @Test
  void aSweepAheadOfTheFactsTurnsTimeAround() throws Exception {
    var report =
        report(
            Sabotage.SWEEP_AHEAD,
            BOTH,
            load -> {
              awaitProgress(load, 0.5);
              BOTH.forEach(one -> system.toBroker(one).suffer(new LinkFault.Cut()));
              awaitProgress(load, 1);
            });
    assertThat(report.findings()).extracting(Finding::part).contains(Part.PATH);
  }

  @Test
  void withoutTheFenceTwoOwnersWrite() throws Exception {
    var report =
        report(
            Sabotage.FENCE_OFF,
            BOTH,
            load -> {
              awaitProgress(load, 0.3);
              system.process(SEGMENTATION).suspend();
              awaitProgress(load, 0.9);
              system.process(SEGMENTATION).resume();
            });
    assertThat(report.findings()).isNotEmpty();
  }

  /** What another owner does, who isn't there. */
  private static void takeAllNumbers() throws Exception {
    try (var connection = Target.of(system.system()).connect(Service.SEGMENTATION);
        var statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE ownership SET epoch = epoch + 1");
    }
  }
}
