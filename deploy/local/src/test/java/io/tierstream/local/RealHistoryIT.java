package io.tierstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Six months of a real shop, imported over REST, end with every customer's tier right and on a
 * topic, whatever is killed meanwhile. Skipped where the file is absent; {@code
 * -Dtierstream.history=…} names another place.
 */
class RealHistoryIT {
  private static final System.Logger LOG = System.getLogger(RealHistoryIT.class.getName());
  private static final Path HISTORY =
      Path.of(
          System.getProperty(
              "tierstream.history",
              Home.path()
                  .resolveSibling("shared/data/online-retail-2010-12_2011-05.csv.gz")
                  .toString()));
  private static final String IMPORT =
      "/orders/import?map=InvoiceNo=orderId,CustomerID=customerId,StockCode=sku,"
          + "Quantity=quantity,UnitPrice=unitPrice,InvoiceDate=paidAt&currency=GBP";
  private static final int ROWS = 209_029;
  private static final int ORDERS = 7_410;
  private static final int REFUNDS = 1_446;
  private static final int CHANGES = 4_786;
  private static final String OTHER_INSTANCE = "segmentation-service-2";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** While two instances share the customers. */
  @Test
  void everybodysTierComesOutRightWhateverIsKilled(@TempDir Path data) throws Exception {
    assumeTrue(Files.exists(HISTORY), () -> "there is no " + HISTORY);
    var options =
        Home.options(
            data,
            "--as-of",
            "2011-06-01T00:00:00Z",
            "--base-currency",
            "GBP",
            "--segmentation-instances",
            "2");
    try (var system = LocalSystem.start(options, Progress.silent(), new Briefly());
        var changes = TierChanges.of(system)) {
      long began = System.nanoTime();
      var orders = Rest.at(system.uri(Service.ORDER));
      var job = importHistory(orders);
      // Neither waits for the other to come so far: it might end its work unharmed meanwhile.
      var ordersKilled =
          CompletableFuture.runAsync(
              () -> killTwice(() -> factsShare(orders, job), system, Service.ORDER));
      killTwice(() -> changesShare(changes), system, Service.SEGMENTATION);
      ordersKilled.join();

      assertJob(awaitEnd(orders, job));
      long imported = System.nanoTime();
      assertSettled(system, changes);
      long settled = System.nanoTime();
      assertTheOtherInstanceTookPart(system);
      LOG.log(
          Level.INFO,
          String.format(
              Locale.ROOT,
              "%d rows imported after %.1f s, settled after %.1f s, %.0f rows/s, %d changes repeated",
              ROWS,
              (imported - began) / 1e9,
              (settled - began) / 1e9,
              ROWS / ((settled - began) / 1e9),
              changes.repeated()));

      assertNothingNew(awaitEnd(orders, importHistory(orders)));
      assertSettled(system, changes);
      assertRebuiltAsItWasFolded(system, data);
    }
  }

  private static void assertRebuiltAsItWasFolded(LocalSystem system, Path data)
      throws IOException, InterruptedException {
    var rebuild = DeployRun.rebuild(system, data);
    assertThat(rebuild.code()).as("%s", rebuild.lines()).isZero();
    assertThat(rebuild.lines())
        .anyMatch(line -> line.startsWith("EQUAL: 2718 customers"))
        .anyMatch(line -> line.matches("orders +\\d+ +8856 .*"));
  }

  private static String importHistory(Rest orders) {
    var answer = orders.post(IMPORT, HISTORY);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    return answer.body().get("job").asText();
  }

  private static void killTwice(ShareOfTheJob reached, LocalSystem system, Service service) {
    killAt(0.3, reached, system, service);
    killAt(0.6, reached, system, service);
  }

  private static void killAt(
      double share, ShareOfTheJob reached, LocalSystem system, Service service) {
    double now =
        await()
            .atMost(PATIENCE)
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(10))
            .ignoreExceptions()
            .until(reached::now, far -> far >= share);
    system.process(service.fullName()).kill();
    LOG.log(
        Level.INFO,
        String.format(Locale.ROOT, "%s killed at %.0f %%", service.fullName(), 100 * now));
    assertThat(now).as("the job had not ended").isLessThan(1);
  }

  private interface ShareOfTheJob {
    double now();
  }

  private static double factsShare(Rest orders, String job) {
    var body = orders.get("/orders/import/" + job).body();
    double facts = body.get("facts").asDouble();
    return facts == 0 ? 0 : body.get("emitted").asDouble() / facts;
  }

  private static double changesShare(TierChanges changes) {
    return changes.distinct() / (double) CHANGES;
  }

  private static JsonNode awaitEnd(Rest orders, String job) {
    return await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> orders.get("/orders/import/" + job).body(),
            body -> !"RUNNING".equals(body.path("status").asText("RUNNING")));
  }

  private static void assertJob(JsonNode job) {
    assertThat(job.get("status").asText()).as("%s", job).isEqualTo("COMPLETED");
    assertThat(job.get("rows").asInt()).isEqualTo(ROWS);
    assertThat(job.get("orders").asInt()).isEqualTo(ORDERS);
    assertThat(job.get("refunds").asInt()).isEqualTo(REFUNDS);
    assertThat(counts(job.get("rejected")))
        .isEqualTo(
            Map.of(
                "without a customer", 59_976,
                "without a purchase", 887,
                "larger than its purchase", 16));
  }

  private static void assertNothingNew(JsonNode job) {
    assertThat(job.get("status").asText()).as("%s", job).isEqualTo("COMPLETED");
    assertThat(job.get("orders").asInt()).isZero();
    assertThat(job.get("refunds").asInt()).isZero();
    assertThat(counts(job.get("rejected"))).isEqualTo(Map.of("without a customer", 59_976));
  }

  private static void assertSettled(LocalSystem system, TierChanges changes) {
    assertDistribution(system);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(changes.distinct()).isEqualTo(CHANGES));
    assertThat(changes.gaps()).isEmpty();
    assertThat(changes.byKind())
        .isEqualTo(Map.of("INITIAL", 2_723, "UPGRADE", 1_835, "DOWNGRADE", 219, "REVOKED", 9));
  }

  private static void assertDistribution(LocalSystem system) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(distribution(system))
                    .isEqualTo(
                        Map.of(
                            "BRONZE", 1_225,
                            "SILVER", 959,
                            "GOLD", 378,
                            "PLATINUM", 124,
                            "DIAMOND", 28,
                            "none", 4)));
  }

  /** Which wasn't killed, and so has its count. */
  private static void assertTheOtherInstanceTookPart(LocalSystem system) {
    assertThat(system.names()).contains(OTHER_INSTANCE);
    assertThat(Rest.at(system.uri(OTHER_INSTANCE)).counter("tierstream_tier_changes"))
        .isGreaterThan(CHANGES / 4.0);
  }

  private static Map<String, Integer> distribution(LocalSystem system) {
    var counts = new TreeMap<String, Integer>();
    Rest.at(system.uri(Service.SEGMENTATION))
        .get("/segmentation/distribution?by=tier")
        .body()
        .get("groups")
        .forEach(
            group -> counts.put(group.get("group").asText("none"), group.get("count").asInt()));
    return counts;
  }

  private static Map<String, Integer> counts(JsonNode byReason) {
    var counts = new TreeMap<String, Integer>();
    byReason
        .fields()
        .forEachRemaining(field -> counts.put(field.getKey(), field.getValue().asInt()));
    return counts;
  }
}
