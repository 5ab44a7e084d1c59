package io.tierstream.local.faults;

import static io.tierstream.local.faults.FaultySystem.OTHER_SEGMENTATION;
import static io.tierstream.local.faults.FaultySystem.SEGMENTATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tierstream.embedded.faults.LinkFault;
import io.tierstream.local.Service;
import io.tierstream.local.faults.Finding.Part;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** With a promise taken back the same faults leave traces, and the checker finds them. */
class CheckerProofIT extends Rehearsal {

  /** What never comes to rest is found, too. */
  private static final Duration REST = Duration.ofSeconds(10);

  private static final List<String> BOTH = List.of(SEGMENTATION, OTHER_SEGMENTATION);
  private static final int FACTS = 400;
  private static final int PER_SECOND = 100;

  /** Runs a load of its own under a sabotage, and reports what the checker finds then. */
  private static CheckReport report(
      Sabotage sabotage, List<String> services, int facts, Disturbance disturbance)
      throws Exception {
    var name = sabotage.name().toLowerCase(Locale.ROOT).replace('_', '-');
    services.forEach(service -> system.rules(service).add(sabotage.name(), sabotage.script()));
    var report =
        rehearse(
            name,
            new Size(facts, PER_SECOND),
            target(),
            REST,
            load -> {
              disturbance.during(load);
              load.await();
              // What is under way still is folded as it began.
              try (var logs = new Logs(target().bootstrapServers())) {
                new Quiescence(target(), logs).await(target().clock().get(), REST);
              }
            });
    // What it remembers may be wrong for ever.
    services.forEach(service -> system.process(service).kill());
    system.heal();
    return report;
  }

  /** One of them halts, and all go on without the sabotage. */
  private static void endAndBegin(List<String> services) {
    await()
        .atMost(PATIENCE)
        .until(() -> services.stream().anyMatch(name -> !system.process(name).isAlive()));
    system.heal();
  }

  @Test
  void aMarkBeforeTheAcknowledgementLosesFacts() throws Exception {
    var orders = List.of(Service.ORDER.fullName());
    var report =
        report(Sabotage.MARK_BEFORE_ACKNOWLEDGEMENT, orders, FACTS, load -> endAndBegin(orders));
    assertThat(report.findings()).extracting(Finding::part).contains(Part.FACTS);
  }

  @Test
  void aPublicationBeforeTheCommitTellsWhatIsNot() throws Exception {
    var report = report(Sabotage.PUBLICATION_BEFORE_COMMIT, BOTH, FACTS, load -> endAndBegin(BOTH));
    assertThat(report.findings()).extracting(Finding::part).contains(Part.PUBLISHED);
  }

  @Test
  void withoutTheVersionRuleOldFactsCount() throws Exception {
    var report =
        report(
            Sabotage.VERSION_RULE_OFF,
            BOTH,
            FACTS,
            load -> {
              awaitProgress(load, 1);
              assertThat(Repeats.some(target(), "orders", "version-rule-off-", 3)).isPositive();
            });
    assertThat(report.findings()).extracting(Finding::part).contains(Part.FIGURES);
  }

  @Test
  void aQueueLeftBySeeksTurnsFactsAround() throws Exception {
    var report =
        report(
            Sabotage.QUEUE_LEFT,
            BOTH,
            3 * FACTS,
            load -> {
              // A batch must be under way, which isn't so whenever they are taken.
              for (double share = 0.1; share < 1; share += 0.1) {
                awaitProgress(load, share);
                takeEveryNumber();
              }
            });
    assertThat(report.findings()).extracting(Finding::part).contains(Part.PATH);
  }

  @Test
  void withoutTheFenceTwoOwnersWrite() throws Exception {
    // Who took part in sharing them out without a fence would have been stopped by it before.
    await().atMost(PATIENCE).until(CheckerProofIT::isShared);
    var report =
        report(
            Sabotage.FENCE_OFF,
            BOTH,
            FACTS,
            load -> {
              awaitProgress(load, 0.3);
              await().atMost(PATIENCE).until(() -> !otherOwnsAll());
              var late = Sabotage.TAKEN_LATE;
              system.rules(SEGMENTATION).add(late.name(), late.script());
              system.process(SEGMENTATION).suspend();
              await().atMost(PATIENCE).until(CheckerProofIT::otherOwnsAll);
              awaitProgress(load, 1);
              system.process(SEGMENTATION).resume();
              await().atMost(PATIENCE).until(() -> !otherOwnsAll());
            });
    assertThat(report.findings()).extracting(Finding::part).anyMatch(part -> part != Part.REST);
  }

  /** What another owner does, who isn't there. */
  private static void takeEveryNumber() throws Exception {
    try (var connection = target().connect(Service.SEGMENTATION);
        var statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE ownership SET epoch = epoch + 1");
    }
  }

  private static boolean otherOwnsAll() throws SQLException {
    return segmentation(
            "SELECT count(*) FROM ownership WHERE NOT starts_with(owner, ?)",
            system.process(OTHER_SEGMENTATION).pid() + "/")
        == 0;
  }

  /** Whether each of the two owns half of the numbers. */
  private static boolean isShared() throws SQLException {
    for (var name : BOTH) {
      var more =
          segmentation(
              "SELECT sum(CASE WHEN starts_with(owner, ?) THEN 1 ELSE -1 END) FROM ownership",
              system.process(name).pid() + "/");
      if (more != 0) {
        return false;
      }
    }
    return true;
  }

  @Test
  void aSweepAheadOfTheFactsTurnsTimeAround() throws Exception {
    var sabotage = Sabotage.SWEEP_AHEAD;
    var target = target();
    var prefix = "sweep-ahead-";
    var currency = system.system().baseCurrency();
    try (var arrivals = Arrivals.of(target);
        var ledger = Ledger.in(folder.resolve(prefix + "ledger"))) {
      // All numbers have their owners, so that what is bought is folded before the score falls.
      Duration took;
      try (var probe = new RecoveryProbe(target)) {
        probe.await();
        took = probe.await();
      }
      BOTH.forEach(one -> system.rules(one).add(sabotage.name(), sabotage.script()));
      var requests = new ShopRequests(target.addresses(), ledger, PATIENCE);
      // Bought so long ago that the score falls in a moment: when the second is on its topic, too.
      var falls = target.clock().get().plusSeconds(8).plus(took.multipliedBy(5));
      new Purchase(prefix + "C", prefix + "O-1", "900.00", currency)
          .make(requests, falls.minus(Duration.ofDays(30)));
      await().atMost(PATIENCE).until(() -> applications(prefix) >= 2);
      BOTH.forEach(one -> system.toBroker(one).suffer(new LinkFault.Cut()));
      new Purchase(prefix + "C", prefix + "O-2", "900.00", currency).make(requests);
      await().atMost(PATIENCE).until(() -> applications(prefix) == 3);
      system.heal();
      await().atMost(PATIENCE).until(() -> applications(prefix) >= 5);
      assertThat(arrivals.passed(prefix)).isNotEmpty();
    } finally {
      system.heal();
    }
  }

  private static long applications(String prefix) throws SQLException {
    return segmentation(
        "SELECT count(*) FROM application WHERE starts_with(customer_id, ?)", prefix);
  }
}
