package io.tierstream.segmentation.messaging;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.segmentation.application.Fate;
import io.tierstream.segmentation.application.RebuildReport;
import io.tierstream.segmentation.application.RebuildStandings;
import io.tierstream.segmentation.messaging.Shop.Said;
import io.tierstream.segmentation.messaging.Shop.Sale;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was folded is folded again from the topics, and comes to the same. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class RebuildIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  @InjectInfrastructure Infrastructure infrastructure;
  @Inject RebuildStandings rebuildStandings;

  private final String customer = "C-" + UUID.randomUUID();
  private final Instant now = Instant.now().truncatedTo(MICROS);
  private Shop shop;
  private Tables tables;

  @BeforeEach
  void open() {
    shop = new Shop(infrastructure);
    tables = new Tables(infrastructure);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void everyKindOfHistoryIsEqual() throws Exception {
    ordersOfEveryKind(customer);
    var said = Said.complained(customer, "F-1", now.minus(Duration.ofDays(3)));
    shop.emit(said);
    shop.emit(said.resolved("4.5", now.minus(Duration.ofDays(2))));
    shop.emit(said);
    shop.emit(Said.rated(customer, "F-2", "2.5", now.minus(Duration.ofDays(40))));
    shop.register(customer, 1, "{\"region\":\"North\",\"tags\":[\"a\"]}", now);
    shop.register(customer, 3, "{\"region\":\"South\",\"tags\":[\"b,\\\"c\"]}", now);
    shop.register(customer, 2, "{\"region\":\"West\"}", now);
    deadLetters();
    imported("I-" + customer);
    rates();
    manyOrders("M-" + customer, 300);
    await().atMost(LONG).until(() -> "301".equals(frequency("M-" + customer)));
    pinned(customer);
    published(
        "{\"satisfaction\":{\"cutOffs\":[2,3,4,4.5],\"halfLife\":\"P30D\",\"priorWeight\":1},"
            + "\"monetary\":[300,900,2000,9000]}");
    await()
        .atMost(LONG)
        .until(() -> "0".equals(tables.ask("SELECT count(*) FROM standing WHERE model = 1")));
    shop.emit(Sale.paid(customer, "O-last", "75.00", now));
    await().atMost(LONG).until(() -> "4".equals(frequency(customer)));
    await().atMost(LONG).until(() -> tables.standing(customer, "pin_tier") != null);

    var report = rebuildStandings.rebuild(false, line -> {});

    assertThat(report.told()).isEmpty();
    assertThat(report.isEqual()).isTrue();
    assertThat(report.rebuiltHash()).isEqualTo(report.liveHash()).hasSize(64);
    assertThat(report.unaccounted()).isZero();
    assertThat(report.count(Fate.APPLIED, "orders")).isGreaterThan(310);
    assertThat(report.count(Fate.STALE, "orders")).isEqualTo(2);
    assertThat(report.count(Fate.PARKED, "orders")).isEqualTo(1);
    assertThat(report.count(Fate.PUT_BACK, "orders")).isEqualTo(2);
    assertThat(report.count(Fate.DEAD_LETTER, "orders")).isEqualTo(3);
    assertThat(report.count(Fate.WITHOUT_EFFECT, "orders")).isEqualTo(1);
    assertThat(report.count(Fate.IMPORT_MARK, "orders")).isEqualTo(2L * Shop.PARTITIONS);
    assertThat(report.count(Fate.ATTRIBUTES, "customers")).isEqualTo(1);
    assertThat(report.count(Fate.STALE, "customers")).isEqualTo(2);
    assertThat(report.count(Fate.STALE, "feedback")).isEqualTo(1);
    assertThat(report.count(Fate.APPLIED, "feedback")).isEqualTo(3);
    assertThat(report.count(Fate.APPLIED, "segmentation-inputs")).isEqualTo(1);
    // A rate and a model, to every partition.
    assertThat(report.count(Fate.DECISION, "segmentation-inputs")).isEqualTo(2L * Shop.PARTITIONS);
    assertThat(report.tierChanges())
        .isEqualTo(Long.parseLong(tables.ask("SELECT count(*) FROM tier_change")));
    assertThat(report.customers())
        .isEqualTo(Long.parseLong(tables.ask("SELECT count(*) FROM standing")));
    assertThat(report.applicationsByThemselves()).isPositive();
    assertThat(tables.ask("SELECT count(*) FROM pg_class WHERE relname = 'refusal'"))
        .isEqualTo("0");
  }

  @Test
  void itRunsWhileTheServiceFoldsOn() throws Exception {
    var stop = new AtomicBoolean();
    var emitting =
        CompletableFuture.supplyAsync(
            () -> {
              int emitted = 0;
              for (; !stop.get(); emitted++) {
                // Somebody new now and then: who has come after the snapshot isn't missing in it.
                var who = customer + (emitted % 3 == 0 ? emitted : emitted % 20);
                var sale = Sale.paid(who, "R-" + emitted, "700.00", now);
                shop.emit(sale);
                shop.emit(sale.refunded(emitted % 3 == 0 ? "700.00" : "1.00", now));
              }
              return emitted;
            });
    await().atMost(LONG).until(() -> tables.standing(customer + 19, "tier") != null);
    RebuildReport report;
    String before;
    String after;
    try {
      before = applications();
      report = rebuildStandings.rebuild(false, line -> {});
      after = applications();
    } finally {
      stop.set(true);
    }
    assertThat(report.told()).isEmpty();
    assertThat(report.isEqual()).isTrue();
    assertThat(Long.parseLong(after)).isGreaterThan(Long.parseLong(before));
    assertThat(emitting.join()).isPositive();
  }

  private String applications() {
    return tables.ask("SELECT count(*) FROM application");
  }

  private String frequency(String who) {
    return tables.standing(who, "frequency");
  }

  /** Duplicates, refunds, late ones, versions that come too late: three purchases stay. */
  private void ordersOfEveryKind(String who) {
    var sale = Sale.paid(who, "O-1", "1200.00", now.minus(Duration.ofDays(100)));
    shop.emit(sale);
    shop.emit(sale);
    shop.emit(sale.refunded("200.00", now.minus(Duration.ofDays(50))));
    shop.emit(Sale.paid(who, "O-2", "90.5", now.minus(Duration.ofDays(20))));
    var late = Sale.paid(who, "O-3", "33.333", now.minus(Duration.ofDays(200)));
    shop.emit(late.refunded("33.333", now));
    shop.emit(late);
    shop.emit(Sale.paid(who, "O-4", "800.00", now.minus(Duration.ofDays(300))));
    await().atMost(LONG).until(() -> "3".equals(frequency(who)));
  }

  private void deadLetters() {
    var key = customer.getBytes(UTF_8);
    var event = Shop.event("order.paid.v1", "O-9", now, null, "not JSON");
    shop.send("orders", null, now, key, event);
    shop.send("orders", null, now, key, Shop.event("order.paid.v1", "O-9", now, null, "{\"a\":1}"));
    shop.send(
        new ProducerRecord<>(infrastructure.topic("orders"), null, "no envelope".getBytes(UTF_8)));
    shop.send("orders", null, now, key, Shop.event("order.sung.v1", "O-9", now, null, "{}"));
  }

  private void imported(String who) {
    var job = "job-" + UUID.randomUUID();
    shop.mark("import.started.v1", job, now);
    for (int i = 0; i < 5; i++) {
      var at = now.minus(Duration.ofDays(300 - i));
      shop.emit(Sale.paid(who, "O-" + who + i, "2500.00", at), at, job);
    }
    await().atMost(LONG).until(() -> "5".equals(frequency(who)));
    shop.mark("import.ended.v1", job, now);
    await().atMost(LONG).until(() -> "1".equals(tables.standing(who, "r")));
  }

  /** Two orders wait and come again, a third waits on. */
  private void rates() {
    var who = "E-" + customer;
    var day = now.minus(Duration.ofDays(40));
    var sale = Sale.paid(who, "E-1", "250.00", day).in("EUR");
    shop.emit(sale);
    shop.emit(sale.refunded("50.00", now));
    shop.emit(Sale.paid(who, "E-2", "5.00", now).in("USD"));
    await().atMost(LONG).until(() -> "3".equals(tables.ask("SELECT count(*) FROM parked")));
    given()
        .contentType("application/json")
        .body("{\"rate\":\"8.005\"}")
        .put("/segmentation/rates/EUR/" + LocalDate.ofInstant(day, ZoneOffset.UTC))
        .then()
        .statusCode(201);
    await().atMost(LONG).until(() -> "1".equals(frequency(who)));
    await()
        .atMost(LONG)
        .until(
            () -> {
              var versions = "SELECT count(*) FROM application WHERE order_id = 'E-1'";
              return "2".equals(tables.ask(versions));
            });
  }

  /** More than a row holds, one of them late. */
  private void manyOrders(String who, int orders) {
    for (int i = 0; i < orders; i++) {
      shop.emit(Sale.paid(who, "P-" + i, "1.10", now.minus(Duration.ofDays(90)).plusSeconds(i)));
    }
    shop.emit(Sale.paid(who, "P-late", "1.10", now.minus(Duration.ofDays(95))));
  }

  private void pinned(String who) {
    given()
        .contentType("application/json")
        .body(
            "{\"tier\":\"DIAMOND\",\"until\":\"%s\",\"reason\":\"a guest\"}"
                .formatted(now.plus(Duration.ofDays(1))))
        .put("/segmentation/customers/" + who + "/pin")
        .then()
        .statusCode(202);
  }

  private void published(String draft) {
    int number =
        given()
            .contentType("application/json")
            .body(draft)
            .post("/segmentation/models")
            .then()
            .statusCode(201)
            .extract()
            .path("number");
    given().post("/segmentation/models/" + number + "/publication").then().statusCode(200);
  }
}
