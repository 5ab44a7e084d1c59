package io.tierstream.segmentation.messaging;

import static io.restassured.RestAssured.given;
import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.segmentation.messaging.Shop.Sale;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who moved from where to where, of customers who were imported. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class MigrationIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  @InjectInfrastructure Infrastructure infrastructure;

  private final Instant now = Instant.now().truncatedTo(MICROS);
  private final Instant from = daysAgo(60);
  private final Instant to = daysAgo(20);

  @Test
  @Tag("domain-7.8")
  void customersAreCountedByWhereTheyWereAndWhereTheyCameTo() {
    try (var shop = new Shop(infrastructure)) {
      shop.mark("import.started.v1", "J-1", now);
      imported(shop, Sale.paid("stays", "O-1", "600.00", daysAgo(90)));
      imported(shop, Sale.paid("appears", "O-2", "5000.00", daysAgo(50)));
      var returned = Sale.paid("leaves", "O-3", "600.00", daysAgo(90));
      imported(shop, returned);
      imported(shop, returned.refunded("600.00", daysAgo(40)));
      imported(shop, Sale.paid("climbs", "O-4", "600.00", daysAgo(90)));
      imported(shop, Sale.paid("climbs", "O-5", "5000.00", daysAgo(50)));
      imported(shop, Sale.paid("climbs", "O-6", "15000.00", daysAgo(30)));
      var brief = Sale.paid("comes-and-goes", "O-7", "600.00", daysAgo(50));
      imported(shop, brief);
      imported(shop, brief.refunded("600.00", daysAgo(40)));
      imported(shop, Sale.paid("comes-later", "O-8", "600.00", daysAgo(5)));
      imported(shop, Sale.paid("erased", "O-9", "600.00", daysAgo(90)));
      shop.mark("import.ended.v1", "J-1", now);
      await()
          .atMost(LONG)
          .untilAsserted(
              () ->
                  assertThat(moves("tier", daysAgo(100), now))
                      .isEqualTo(
                          Map.of("null > SILVER", 3, "null > GOLD", 1, "null > PLATINUM", 1)));
      shop.tell("customer.erased.v1", "erased", 2, null, Instant.now());
      await()
          .atMost(LONG)
          .untilAsserted(
              () ->
                  assertThat(moves("tier", to, Instant.now()))
                      .isEqualTo(
                          Map.of(
                              "SILVER > SILVER", 1,
                              "SILVER > null", 1,
                              "GOLD > GOLD", 1,
                              "PLATINUM > PLATINUM", 1,
                              "null > SILVER", 1)));
    }

    // What was before somebody left is told as before.
    assertThat(moves("tier", from, to))
        .isEqualTo(
            Map.of(
                "SILVER > SILVER", 2,
                "SILVER > PLATINUM", 1,
                "SILVER > null", 1,
                "null > GOLD", 1));
    assertThat(moves("segment", from, to))
        .isEqualTo(
            Map.of(
                "Potential loyalist > About to sleep", 2,
                "Potential loyalist > Champion", 1,
                "Potential loyalist > null", 1,
                "null > Potential loyalist", 1));
    assertThat(moves("lifecycle", from, to))
        .isEqualTo(
            Map.of(
                "ACTIVE > ACTIVE", 3,
                "ACTIVE > PROSPECT", 1,
                "null > ACTIVE", 1,
                "null > PROSPECT", 1));
    assertThat(moves("segment", to, Instant.now()).get("About to sleep > null")).isEqualTo(1);
    assertThat(moves("lifecycle", to, Instant.now()).get("ACTIVE > null")).isEqualTo(1);
    // A change is in force at its own instant.
    assertThat(moves("tier", daysAgo(90), daysAgo(90))).isEqualTo(Map.of("SILVER > SILVER", 4));
    assertThat(moves("tier", daysAgo(90).minus(1, MICROS), daysAgo(90)))
        .isEqualTo(Map.of("null > SILVER", 4));
    assertThat(moves("lifecycle", daysAgo(90).minus(1, MICROS), daysAgo(90)))
        .isEqualTo(Map.of("null > NEW", 4));
    assertTotals();
  }

  /** Of the whole answer. */
  private void assertTotals() {
    var migration = migration("", from, to);
    assertThat(migration.getString("by")).isEqualTo("tier");
    assertThat(migration.getString("from")).isEqualTo(from.toString());
    assertThat(migration.getString("to")).isEqualTo(to.toString());
    assertThat(migration.getInt("count")).isEqualTo(5);
    assertThat(migration.getList("rows.group"))
        .isEqualTo(migration.getList("totals.group"))
        .isEqualTo(migration.getList("rows[0].to.group"))
        .containsExactly("BRONZE", "SILVER", "GOLD", "PLATINUM", "DIAMOND", null);
    assertThat(migration.getList("rows.count")).containsExactly(0, 4, 0, 0, 0, 1);
    assertThat(migration.getList("totals.count")).containsExactly(0, 2, 1, 1, 0, 1);
    assertThat(migration("&by=segment", from, to).getList("totals.group"))
        .startsWith("Champion", "Potential loyalist")
        .endsWith("Lost", (Object) null);
    assertThat(migration("&by=lifecycle", from, to).getList("totals.group"))
        .containsExactly("PROSPECT", "NEW", "ACTIVE", "DORMANT", "CHURNED", null);
  }

  @Test
  void whatIsYetToComeIsRefused() {
    given()
        .queryParam("from", now.plus(Duration.ofMinutes(6)).toString())
        .queryParam("to", now.plus(Duration.ofMinutes(7)).toString())
        .get("/segmentation/migration")
        .then()
        .statusCode(422)
        .contentType("application/problem+json")
        .body("violations.field", contains("from", "to"))
        .body("violations.rule", contains("notAhead", "notAhead"));
  }

  private static void imported(Shop shop, Sale sale) {
    shop.emit(sale, sale.occurredAt(), "J-1");
  }

  private Instant daysAgo(int days) {
    return now.minus(Duration.ofDays(days));
  }

  /** Everybody who was somewhere, by both groups. */
  private static Map<String, Integer> moves(String by, Instant from, Instant to) {
    Map<String, Integer> moves = new HashMap<>();
    List<Map<String, Object>> rows = migration("&by=" + by, from, to).getList("rows");
    for (var row : rows) {
      @SuppressWarnings("unchecked")
      var cells = (List<Map<String, Object>>) row.get("to");
      for (var cell : cells) {
        moves.put(row.get("group") + " > " + cell.get("group"), (Integer) cell.get("count"));
      }
    }
    moves.values().removeIf(count -> count == 0);
    return moves;
  }

  private static JsonPath migration(String by, Instant from, Instant to) {
    return given()
        .get("/segmentation/migration?from=" + from + "&to=" + to + by)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }
}
