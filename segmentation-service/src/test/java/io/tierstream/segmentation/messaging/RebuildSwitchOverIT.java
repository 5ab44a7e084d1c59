package io.tierstream.segmentation.messaging;

import static io.restassured.RestAssured.given;
import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.segmentation.application.Difference;
import io.tierstream.segmentation.application.RebuildReport;
import io.tierstream.segmentation.application.RebuildStandings;
import io.tierstream.segmentation.messaging.Shop.Sale;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A standing that differs is mended whatever happens meanwhile, and nothing is told amiss. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class RebuildSwitchOverIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  /** Worked out whole by each assessment: an owner who loads it doesn't go on from it. */
  private static final String DIFFERENT = "monetary = 1";

  @InjectInfrastructure Infrastructure infrastructure;
  @Inject RebuildStandings rebuildStandings;

  private final String customer = "C-" + UUID.randomUUID();
  private final String merged = "M-" + customer;
  private final Instant now = Instant.now().truncatedTo(MICROS);
  private Shop shop;
  private Tables tables;

  @BeforeEach
  void open() {
    shop = new Shop(infrastructure);
    tables = new Tables(infrastructure);
    shop.emit(Sale.paid(customer, "O-" + customer, "60.00", now.minus(Duration.ofDays(8))));
    await().atMost(LONG).until(() -> "1".equals(standing("frequency")));
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void whoWasErasedIsStillErasedForThoseWhoFollowStandings() throws Exception {
    shop.tell("customer.erased.v1", customer, 2, null, now);
    await().atMost(LONG).until(() -> "t".equals(standing("erased")));
    await().atMost(LONG).until(() -> isErased(shop.of(customer, "customer-segments").size() - 1));
    var told = shop.of(customer, "customer-segments");
    change("tier = 'DIAMOND'");

    assertThat(found(rebuild(true, () -> {}))).isNotEmpty();

    assertThat(standing("tier")).isNull();
    // So that the number's owner notices, and begins with what was left to it.
    shop.emit(Sale.paid(customer, "O-late" + customer, "1.00", now));
    await().atMost(LONG).until(() -> shop.of(customer, "customer-segments").size() > told.size());
    assertThat(shop.of(customer, "customer-segments")).last().isEqualTo(told.get(told.size() - 1));
  }

  private boolean isErased(int which) {
    var told = shop.of(customer, "customer-segments");
    return which >= 0 && told.get(which).has("status");
  }

  @Test
  void aModelThatIsHeardOfMeanwhileIsNoHindrance() throws Exception {
    change(DIFFERENT);
    var report =
        rebuild(
            true,
            () -> {
              var model = published();
              await().atMost(LONG).until(() -> model.equals(standing("model")));
              change("tier = 'DIAMOND'");
            });

    assertMended(report);
  }

  @Test
  void aMergeMeanwhileIsNoHindrance() throws Exception {
    shop.emit(Sale.paid(merged, "O-" + merged, "9000.00", now.minus(Duration.ofDays(7))));
    await().atMost(LONG).until(() -> "1".equals(tables.standing(merged, "frequency")));
    change(DIFFERENT);
    var report =
        rebuild(
            true,
            () -> {
              shop.tell("customer.merged.v1", merged, 1, customer, Instant.now());
              await().atMost(LONG).until(() -> "2".equals(standing("frequency")));
              change("tier = 'DIAMOND'");
            });

    assertMended(report);
  }

  @Test
  void theEndOfAMergeMeanwhileIsNoHindrance() throws Exception {
    shop.emit(Sale.paid(merged, "O-" + merged, "9000.00", now.minus(Duration.ofDays(7))));
    await().atMost(LONG).until(() -> "1".equals(tables.standing(merged, "frequency")));
    shop.tell("customer.merged.v1", merged, 1, customer, Instant.now());
    await().atMost(LONG).until(() -> "2".equals(standing("frequency")));
    change(DIFFERENT);
    var report =
        rebuild(
            true,
            () -> {
              shop.tell("customer.unmerged.v1", merged, 2, null, Instant.now());
              await().atMost(LONG).until(() -> "1".equals(standing("frequency")));
              change("tier = 'DIAMOND'");
            });

    assertMended(report);
  }

  @Test
  void nothingIsLeftOfARebuildThatWasKilled() {
    assertThatThrownBy(
            () ->
                rebuild(
                    false,
                    () ->
                        tables.ask(
                            """
                            SELECT pg_terminate_backend(pid) FROM pg_locks
                            WHERE locktype = 'advisory' AND classid = 7310046322 >> 32
                              AND objid = 7310046322 & 4294967295""")))
        .isInstanceOf(SQLException.class);

    await()
        .atMost(LONG)
        .until(
            () ->
                "0".equals(tables.ask("SELECT count(*) FROM pg_class WHERE relname = 'refusal'")));
  }

  private void assertMended(RebuildReport report) throws Exception {
    assertThat(found(report)).isNotEmpty();
    assertThat(standing("tier")).isNotEqualTo("DIAMOND");
    assertThat(found(rebuild(false, () -> {}))).isEmpty();
  }

  /**
   * Rebuilds.
   *
   * @param meanwhile is done after the customer's number was rebuilt, before it is switched over
   */
  private RebuildReport rebuild(boolean switchesOver, Runnable meanwhile) throws Exception {
    var rebuilt = "partition number " + (number() + 1) + " of ";
    return rebuildStandings.rebuild(
        switchesOver,
        line -> {
          if (line.startsWith(rebuilt)) {
            meanwhile.run();
          }
        });
  }

  private static String published() {
    int number =
        given()
            .contentType("application/json")
            .body("{}")
            .post("/segmentation/models")
            .then()
            .statusCode(201)
            .extract()
            .path("number");
    given().post("/segmentation/models/" + number + "/publication").then().statusCode(200);
    return Integer.toString(number);
  }

  private List<Difference> found(RebuildReport report) {
    return report.told().stream().filter(one -> customer.equals(one.customerId())).toList();
  }

  private String standing(String column) {
    return tables.standing(customer, column);
  }

  private void change(String set) {
    tables.change("UPDATE standing SET " + set + " WHERE customer_id = '" + customer + "'");
  }

  private int number() {
    return Shop.number(customer);
  }
}
