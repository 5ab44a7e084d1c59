package io.tierstream.segmentation.messaging;

import static io.restassured.RestAssured.given;
import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.segmentation.messaging.Shop.Said;
import io.tierstream.segmentation.messaging.Shop.Sale;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What was sold and said, in whatever order, and what of it was known when. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
@Tag("domain-7.6")
class RecallIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  @InjectInfrastructure Infrastructure infrastructure;

  private final String customer = "C-" + UUID.randomUUID();
  private final Instant now = Instant.now().truncatedTo(MICROS);
  private Shop shop;

  @BeforeEach
  void open() {
    shop = new Shop(infrastructure);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aLateFactIsKnownOnlyAfterItCame() throws SQLException {
    var day = now.minus(Duration.ofDays(20));
    shop.emit(Sale.paid(customer, "O-1", "600.00", now.minus(Duration.ofDays(50))));
    awaitMonetary("600.00");
    var before = recordedAt(1);
    shop.emit(Sale.paid(customer, "O-2", "5000.00", now.minus(Duration.ofDays(40))), now, null);
    awaitMonetary("5600.00");

    var as = recall("effectiveAt=" + day + "&knownAt=" + before);
    assertThat(as.getString("monetary")).isEqualTo("600.00");
    assertThat(as.getInt("frequency")).isEqualTo(1);
    assertThat(as.getInt("scores.m")).isEqualTo(2);
    assertThat(as.getInt("recencyDays")).isEqualTo(30);
    assertThat(as.getString("tier")).isEqualTo("SILVER");
    assertThat(as.getString("effectiveAt")).isEqualTo(day.toString());
    assertThat(as.getString("knownAt")).isEqualTo(before.toString());

    as = recall("effectiveAt=" + day);
    assertThat(as.getString("monetary")).isEqualTo("5600.00");
    assertThat(as.getInt("recencyDays")).isEqualTo(20);
    // The tier is what was decided by what was known then.
    assertThat(as.getString("tier")).isEqualTo("SILVER");
    assertThat(as.getInt("sequence")).isEqualTo(1);

    as = recall("effectiveAt=" + now.minus(Duration.ofDays(45)) + "&knownAt=2099-01-01T00:00:00Z");
    assertThat(as.getString("monetary")).isEqualTo("600.00");
    assertThat(Instant.parse(as.getString("knownAt"))).isBefore(Instant.now());

    as = recall("effectiveAt=" + now.minus(Duration.ofDays(60)));
    assertThat(as.getString("lifecycle")).isEqualTo("PROSPECT");
    assertThat(as.getMap("")).containsEntry("tier", null).containsEntry("asOf", null);
  }

  @Test
  void whatIsKnownNowIsTheCurrentStanding() {
    shop.emit(Sale.paid(customer, "O-1", "600.00", now.minus(Duration.ofDays(3))));
    shop.emit(Said.rated(customer, "F-1", "4.5", now.minus(Duration.ofDays(2))));
    awaitMonetary("600.00");
    await().atMost(LONG).until(() -> current().getString("satisfaction") != null);

    var current = current();
    var recalled = recall("knownAt=" + Instant.now());

    assertThat(current.getMap("")).doesNotContainKeys("effectiveAt", "knownAt");
    assertThat(recalled.getString("effectiveAt")).isEqualTo(recalled.getString("knownAt"));
    var same = recalled.<String, Object>getMap("");
    same.keySet().retainAll(current.getMap("").keySet());
    assertThat(same).isEqualTo(current.getMap(""));
  }

  @Test
  void aRefundIsPostedToItsPurchaseFromItsOwnInstantOn() {
    var paid = Sale.paid(customer, "O-1", "600.00", now.minus(Duration.ofDays(20)));
    shop.emit(paid);
    shop.emit(paid.refunded("150.00", now.minus(Duration.ofDays(10))));
    awaitMonetary("450.00");

    assertThat(monetaryAt(now.minus(Duration.ofDays(10)))).isEqualTo("450.00");
    assertThat(monetaryAt(now.minus(Duration.ofDays(10)).minus(1, MICROS))).isEqualTo("600.00");
    assertThat(monetaryAt(now.minus(Duration.ofDays(20)).minus(1, MICROS))).isEqualTo("0.00");
  }

  @Test
  void aVersionThatCameTooLateCountsUntilTheHigherOnesInstant() throws SQLException {
    var paid = Sale.paid(customer, "O-1", "600.00", now.minus(Duration.ofDays(20)));
    shop.emit(paid.refunded("600.00", now.minus(Duration.ofDays(10))));
    var complaint = Said.complained(customer, "F-1", now.minus(Duration.ofDays(9)));
    shop.emit(complaint.resolved("5", now.minus(Duration.ofDays(4))));
    await().atMost(LONG).until(() -> rowsOf("application") == 2);
    // Twice, and what is known already.
    shop.emit(paid, now, null);
    shop.emit(paid, now, null);
    shop.emit(paid.refunded("600.00", now.minus(Duration.ofDays(10))));
    shop.emit(complaint, now, null);
    shop.emit(Sale.paid(customer, "O-2", "1.00", now));
    shop.emit(Said.rated(customer, "F-2", "3", now));
    awaitMonetary("1.00");
    await().atMost(LONG).until(() -> rowsOf("application") == 4);
    await().atMost(LONG).until(() -> rowsOf("stale_fact") == 3);

    assertThat(monetaryAt(now.minus(Duration.ofDays(15)))).isEqualTo("600.00");
    assertThat(monetaryAt(now.minus(Duration.ofDays(10)))).isEqualTo("0.00");
    assertThat(satisfactionAt(now.minus(Duration.ofDays(9)))).isEqualTo("2.00");
    assertThat(satisfactionAt(now.minus(Duration.ofDays(4)))).isEqualTo("4.00");
    // Before the late ones came, nothing was known of that day.
    var early = "effectiveAt=" + now.minus(Duration.ofDays(15)) + "&knownAt=" + recordedAt(2);
    assertThat(recall(early).getString("monetary")).isEqualTo("0.00");
  }

  @Test
  void whoWasNotKnownThenIsNotFound() {
    shop.emit(Sale.paid(customer, "O-1", "600.00", now.minus(Duration.ofDays(20))));
    awaitMonetary("600.00");

    ask(customer, "?knownAt=" + now.minus(Duration.ofDays(1)))
        .statusCode(404)
        .contentType("application/problem+json")
        .body("detail", containsString(customer));
    ask("nobody", "?effectiveAt=" + now).statusCode(404);
    ask(customer, "?effectiveAt=" + now.plus(Duration.ofMinutes(6)))
        .statusCode(422)
        .body("violations.field", contains("effectiveAt"))
        .body("violations.rule", contains("notAhead"));
    ask(customer, "?effectiveAt=yesterday&knownAt=now")
        .statusCode(400)
        .body("violations.field", contains("effectiveAt", "knownAt"))
        .body("violations.rule", contains("format", "format"));
    ask(customer, "?effectiveAt=" + now).statusCode(200).body("monetary", equalTo("600.00"));
  }

  private void awaitMonetary(String monetary) {
    await()
        .atMost(LONG)
        .untilAsserted(() -> ask(customer, "").statusCode(200).body("monetary", equalTo(monetary)));
  }

  private String monetaryAt(Instant instant) {
    return recall("effectiveAt=" + instant).getString("monetary");
  }

  private String satisfactionAt(Instant instant) {
    return recall("effectiveAt=" + instant).getString("satisfaction");
  }

  private JsonPath current() {
    return ask(customer, "").statusCode(200).extract().jsonPath();
  }

  private JsonPath recall(String query) {
    return ask(customer, "?" + query).statusCode(200).extract().jsonPath();
  }

  private static ValidatableResponse ask(String customerId, String query) {
    return given().get("/segmentation/customers/" + customerId + query).then();
  }

  /** When an application of the customer was committed. */
  private Instant recordedAt(long ordinal) throws SQLException {
    try (var connection = infrastructure.connect();
        var select =
            connection.prepareStatement(
                "SELECT recorded_at FROM application WHERE customer_id = ? AND ordinal = ?")) {
      select.setString(1, customer);
      select.setLong(2, ordinal);
      try (var rows = select.executeQuery()) {
        assertThat(rows.next()).isTrue();
        return rows.getTimestamp(1).toInstant();
      }
    }
  }

  private long rowsOf(String table) throws SQLException {
    try (var connection = infrastructure.connect();
        var select =
            connection.prepareStatement(
                "SELECT count(*) FROM " + table + " WHERE customer_id = ?")) {
      select.setString(1, customer);
      try (var rows = select.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }
}
