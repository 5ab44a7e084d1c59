package io.tierstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who asks services whether they are alive, and restarts those that aren't, has nothing to restart
 * while the broker or the database is away; and all go on by themselves when it is back. {@code
 * -Dtierstream.outage=PT5M} makes it a long one.
 */
class Outage {
  private static final Duration OUTAGE =
      Duration.parse(System.getProperty("tierstream.outage", "PT8S"));
  private static final Duration LONG = Duration.ofSeconds(90);

  /** What each service hears of others, by topic. */
  private static final Map<Service, List<String>> HEARD =
      Map.of(
          Service.CUSTOMER, List.of("customer-segments", "orders", "segmentation-inputs"),
          Service.ORDER, List.of("tier-changes", "customers"),
          Service.FEEDBACK, List.of("tier-changes", "customers"));

  private static LocalSystem system;

  @BeforeAll
  static void start(@TempDir Path data) throws InterruptedException {
    var wiring =
        new Wiring() {
          @Override
          public boolean revives(String name) {
            return name.endsWith("-service");
          }
        };
    system = LocalSystem.start(Home.options(data), Progress.silent(), wiring);
  }

  @AfterAll
  static void stop() {
    if (system != null) {
      system.close();
    }
  }

  @Test
  void withoutTheBrokerEverybodyStaysAliveAndReadyAndGoesOn() {
    everybodyHears("1");
    var processes = processes();

    system.process("broker").kill();
    outage(
        () -> {
          for (var service : Service.values()) {
            // What needs the broker waits in the outbox; callers need not wait for it.
            var ready = rest(service).get("/q/health/ready");
            assertThat(ready.status()).as("%s: %s", service, ready.body()).isEqualTo(200);
            assertThat(check(ready.body(), "topics").at("/data/broker").asText())
                .isEqualTo("can't be asked");
          }
        });
    place("O-in-between", "C-1");
    system.process("broker").restart();

    everybodyHears("2");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(
                        rest(Service.SEGMENTATION)
                            .get("/segmentation/customers/C-1")
                            .body()
                            .path("frequency")
                            .asInt())
                    .isEqualTo(2));
    assertThat(processes()).isEqualTo(processes);
  }

  @Test
  void withoutTheDatabaseEverybodyStaysAliveSaysThatItIsNotReadyAndGoesOn() {
    everybodyHears("3");
    var processes = processes();

    system.process("database").kill();
    outage(
        () -> {
          for (var service : Service.values()) {
            var ready = rest(service).get("/q/health/ready");
            assertThat(ready.status()).as("%s: %s", service, ready.body()).isEqualTo(503);
            assertThat(
                    check(ready.body(), "Database connections health check")
                        .path("status")
                        .asText())
                .isEqualTo("DOWN");
          }
        });
    system.process("database").restart();

    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              for (var service : Service.values()) {
                assertThat(rest(service).get("/q/health/ready").status()).isEqualTo(200);
              }
            });
    everybodyHears("4");
    assertThat(processes()).isEqualTo(processes);
  }

  /**
   * As long as it lasts everybody answers that it is alive and, once it is noticed, {@code ready}.
   */
  private static void outage(Runnable ready) {
    await().atMost(LONG).untilAsserted(ready::run);
    var end = Instant.now().plus(OUTAGE);
    await()
        .atMost(OUTAGE.plus(LONG))
        .until(
            () -> {
              for (var service : Service.values()) {
                var live = rest(service).get("/q/health/live");
                assertThat(live.status()).as("%s: %s", service, live.body()).isEqualTo(200);
              }
              ready.run();
              return Instant.now().isAfter(end);
            });
  }

  private static JsonNode check(JsonNode health, String name) {
    for (var check : health.path("checks")) {
      if (check.path("name").asText().equals(name)) {
        return check;
      }
    }
    throw new AssertionError("no check " + name + " in " + health);
  }

  /** Something that is told on every topic reaches everybody whom it concerns. */
  private static void everybodyHears(String suffix) {
    var before = heard();
    var customer =
        rest(Service.CUSTOMER)
            .post(
                "/customers", "{\"customerId\":\"C-%s\",\"name\":\"Ada Chen\"}".formatted(suffix));
    assertThat(customer.status()).as("%s", customer.body()).isEqualTo(201);
    var rate =
        rest(Service.SEGMENTATION)
            .put("/segmentation/rates/USD/2026-01-0" + suffix, "{\"rate\":\"7.10\"}");
    assertThat(rate.status()).as("%s", rate.body()).isEqualTo(201);
    place("O-" + suffix, "C-" + suffix);
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              var now = heard();
              before.forEach((who, count) -> assertThat(now.get(who)).as(who).isGreaterThan(count));
              var record = rest(Service.CUSTOMER).get("/customers/C-" + suffix).body();
              assertThat(record.path("tier").asText()).isEqualTo("SILVER");
            });
  }

  private static void place(String order, String customer) {
    var orders = rest(Service.ORDER);
    var placed =
        orders.post(
            "/orders",
            """
            {"orderId":"%s","customerId":"%s","currency":"CNY",
             "lines":[{"sku":"CAM-7","quantity":1,"unitPrice":"2600.00"}]}
            """
                .formatted(order, customer));
    assertThat(placed.status()).as("%s", placed.body()).isEqualTo(201);
    var paid = orders.post("/orders/" + order + "/payment", "{}");
    assertThat(paid.status()).as("%s", paid.body()).isEqualTo(200);
  }

  /** How much each service has heard on each topic. */
  private static Map<String, Double> heard() {
    var heard = new LinkedHashMap<String, Double>();
    HEARD.forEach(
        (service, topics) ->
            topics.forEach(
                topic ->
                    heard.put(
                        service + " of " + topic,
                        rest(service)
                            .counter("tierstream_inbox_records", "topic=\"" + topic + "\""))));
    return heard;
  }

  private static List<Long> processes() {
    return List.of(Service.values()).stream()
        .map(service -> system.process(service.fullName()).pid())
        .toList();
  }

  private static Rest rest(Service service) {
    return Rest.at(system.uri(service));
  }
}
