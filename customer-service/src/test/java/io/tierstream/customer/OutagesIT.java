package io.tierstream.customer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.tierstream.customer.Others.Order;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.TopicReader;
import io.tierstream.events.TopicReader.Told;
import io.tierstream.events.Topics;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ImpatientProfile.class)
@WithTestResource(InfrastructureResource.class)
class OutagesIT {

  @InjectInfrastructure Infrastructure infrastructure;

  @Test
  void theViewIsBuiltByItselfAtTheFirstStart() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                given()
                    .get("/customers/tiers/rebuild")
                    .jsonPath()
                    .getString("state")
                    .equals("BUILT"));
    assertThat(given().get("/customers/tiers/rebuild").jsonPath().getString("endedAt")).isNotNull();
  }

  @Test
  void withoutABrokerCustomersAreRegisteredAndToldLater() throws SQLException {
    var id = Desk.newId();
    infrastructure.kafka().kill();
    try {
      Desk.register(id, "Ada", "{\"region\": \"East\"}").statusCode(201);
      Desk.patch(id, "{\"attributes\": {\"region\": \"West\"}}").statusCode(200);
      // committed and not sent: what a crash between the two leaves
      assertThat(unsent(id)).isEqualTo(2);
    } finally {
      infrastructure.kafka().restart();
    }

    assertThat(TopicReader.ofCustomer(infrastructure, Topics.CUSTOMERS, id, 2))
        .extracting(Told::summary)
        .containsExactly(
            "customer.registered.v1 " + id + " 1 REGISTERED",
            "customer.changed.v1 " + id + " 2 REGISTERED");
    await().atMost(Duration.ofSeconds(20)).until(() -> unsent(id) == 0);
    try (var others = new Others(infrastructure)) {
      others.assessed(id, "GOLD", "Loyal", 1, Instant.EPOCH);
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> "GOLD".equals(Desk.customer(id).getString("tier")));
  }

  @Test
  void withoutADatabaseTheServiceIsUnavailableAndGoesOnWhereItWas() {
    var id = Desk.newId();
    infrastructure.postgres().kill();
    try (var others = new Others(infrastructure)) {
      Desk.register(id, "Ada", "{}")
          .statusCode(503)
          .contentType("application/problem+json")
          .body("status", equalTo(503));
      given().get("/customers?q=ada").then().statusCode(503);
      var now = Instant.now().truncatedTo(ChronoUnit.MICROS);
      for (var i = 0; i < 100; i++) {
        others.told(Order.placed(id + i, id, "1", now).paid(now));
      }
    } finally {
      infrastructure.postgres().restart();
    }

    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> Desk.customer(id).getString("spend.amount").equals("100.00"));
    Desk.register(id, "Ada", "{}").statusCode(201);
  }

  private int unsent(String customerId) throws SQLException {
    try (var connection = infrastructure.connect();
        var query =
            connection.prepareStatement(
                "SELECT count(*) FROM outbox WHERE subject = ? AND sent_at IS NULL")) {
      query.setString(1, customerId);
      try (var rows = query.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }
}
