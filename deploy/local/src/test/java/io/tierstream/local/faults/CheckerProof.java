package io.tierstream.local.faults;

import static io.tierstream.local.faults.FaultySystem.OTHER_SEGMENTATION;
import static io.tierstream.local.faults.FaultySystem.SEGMENTATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tierstream.embedded.faults.LinkFault;
import io.tierstream.local.Service;
import io.tierstream.local.faults.Finding.Part;
import io.tierstream.local.faults.Ledger.Effect;
import io.tierstream.local.faults.ShopLoad.Plan;
import io.tierstream.local.faults.ShopRequests.Wish;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With a promise taken back the same faults leave traces, and the checker finds them. Of profile
 * chaos.
 */
class CheckerProof {
  private static final System.Logger LOG = System.getLogger(CheckerProof.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What never comes to rest is found, too. */
  private static final Duration REST = Duration.ofSeconds(15);

  private static final List<String> BOTH = List.of(SEGMENTATION, OTHER_SEGMENTATION);
  private static final int FACTS = 400;
  private static final int PER_SECOND = 100;

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
      Sabotage sabotage, List<String> services, int facts, Disturbance disturbance)
      throws Exception {
    var name = sabotage.name().toLowerCase(Locale.ROOT).replace('_', '-');
    var target = Target.of(system.system());
    var file = folder.resolve(name + ".ledger");
    var plan = new Plan(name + "-", facts, PER_SECOND, 11, 6);
    try (var ledger = Ledger.in(file)) {
      services.forEach(service -> system.rules(service).add(sabotage.name(), sabotage.script()));
      try (var load = ShopLoad.start(plan, target, ledger);
          var logs = new Logs(target.bootstrapServers())) {
        disturbance.during(load);
        load.await();
        // What is under way still is folded as it began.
        new Quiescence(target, logs).await(target.clock().get(), REST);
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
            3 * FACTS,
            load -> {
              for (double share = 0.1; share < 1; share += 0.2) {
                awaitProgress(load, share);
                takeEverySecondNumber();
              }
            });
    assertThat(report.findings()).extracting(Finding::part).contains(Part.PATH);
  }

  @Test
  void withoutTheFenceTwoOwnersWrite() throws Exception {
    var report =
        report(
            Sabotage.FENCE_OFF,
            BOTH,
            FACTS,
            load -> {
              awaitProgress(load, 0.3);
              system.process(SEGMENTATION).suspend();
              await().atMost(PATIENCE).until(CheckerProof::otherOwnsAll);
              awaitProgress(load, 1);
              system.process(SEGMENTATION).resume();
              await().atMost(PATIENCE).until(() -> !otherOwnsAll());
            });
    assertThat(report.findings()).isNotEmpty();
  }

  /** What another owner does, who isn't there. */
  private static void takeEverySecondNumber() throws Exception {
    try (var connection = Target.of(system.system()).connect(Service.SEGMENTATION);
        var statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE ownership SET epoch = epoch + 1 WHERE partition % 2 = 0");
    }
  }

  private static boolean otherOwnsAll() throws Exception {
    try (var connection = Target.of(system.system()).connect(Service.SEGMENTATION)) {
      return Rows.number(
              connection,
              "SELECT count(*) FROM ownership WHERE NOT starts_with(owner, ?)",
              system.process(OTHER_SEGMENTATION).pid() + "/")
          == 0;
    }
  }

  @Test
  void aSweepAheadOfTheFactsTurnsTimeAround() throws Exception {
    var sabotage = Sabotage.SWEEP_AHEAD;
    var target = Target.of(system.system());
    var prefix = "sweep-ahead-";
    try (var arrivals = Arrivals.of(target);
        var ledger = Ledger.in(folder.resolve(prefix + "ledger"))) {
      BOTH.forEach(one -> system.rules(one).add(sabotage.name(), sabotage.script()));
      var requests = new ShopRequests(target.addresses(), ledger, PATIENCE);
      // Bought so long ago that the score falls in a moment.
      var falls = target.clock().get().plusSeconds(8);
      buy(requests, prefix + "C", prefix + "O-1", falls.minus(Duration.ofDays(30)));
      await().atMost(PATIENCE).until(() -> applications(prefix) == 2);
      BOTH.forEach(one -> system.toBroker(one).suffer(new LinkFault.Cut()));
      buy(requests, prefix + "C", prefix + "O-2", null);
      await().atMost(PATIENCE).until(() -> applications(prefix) == 3);
      system.heal();
      await().atMost(PATIENCE).until(() -> applications(prefix) >= 5);
      assertThat(arrivals.passed(prefix)).isNotEmpty();
    } finally {
      system.heal();
    }
  }

  private static void buy(ShopRequests requests, String customer, String order, Instant at)
      throws InterruptedException {
    var body = JsonNodeFactory.instance.objectNode();
    body.put("orderId", order).put("customerId", customer).put("currency", "CNY");
    body.putArray("lines")
        .addObject()
        .put("sku", "CAM-7")
        .put("quantity", 1)
        .put("unitPrice", "900.00");
    var payment = JsonNodeFactory.instance.objectNode();
    if (at != null) {
      body.put("placedAt", at.toString());
      payment.put("paidAt", at.toString());
    }
    send(requests, "/orders", body, new Effect("orders", customer, order, 1, "PLACED"));
    var path = "/orders/" + order + "/payment";
    send(requests, path, payment, new Effect("orders", customer, order, 2, "PAID"));
  }

  private static void send(ShopRequests requests, String path, JsonNode body, Effect effect)
      throws InterruptedException {
    var key = effect.id() + "-" + effect.version();
    var sent = requests.send(new Wish(Service.ORDER, "POST", path, key, body, effect));
    assertThat(sent.isDone()).as("%s", sent).isTrue();
  }

  private static long applications(String prefix) throws Exception {
    try (var connection = Target.of(system.system()).connect(Service.SEGMENTATION)) {
      return Rows.number(
          connection,
          "SELECT count(*) FROM application WHERE starts_with(customer_id, '%s')"
              .formatted(prefix));
    }
  }
}
