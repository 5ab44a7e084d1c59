package io.tierstream.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.TopicReader;
import io.tierstream.events.TopicReader.Told;
import io.tierstream.events.Topics;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(SmallPortions.class)
@WithTestResource(InfrastructureResource.class)
class OutagesIT {

  @InjectInfrastructure Infrastructure infrastructure;

  @Test
  void withoutABrokerOrdersAreTakenAndToldLater() throws SQLException {
    var customer = Shop.newId();
    infrastructure.kafka().kill();
    String id;
    try {
      id = Shop.purchase(customer, "10.00");
      Shop.refund(id, "1.00").statusCode(200);
      // committed and not sent: what a crash between the two leaves
      assertThat(unsent(id)).isEqualTo(3);
    } finally {
      infrastructure.kafka().restart();
    }

    assertThat(TopicReader.ofCustomer(infrastructure, Topics.ORDERS, customer, 3))
        .extracting(Told::summary)
        .containsExactly(
            "order.placed.v1 " + id + " 1 PLACED",
            "order.paid.v1 " + id + " 2 PAID",
            "order.refunded.v1 " + id + " 3 PARTIALLY_REFUNDED");
    await().atMost(Duration.ofSeconds(20)).until(() -> unsent(id) == 0);
  }

  @Test
  void withoutADatabaseTheServiceIsUnavailableAndRecovers() {
    infrastructure.postgres().kill();
    try {
      Shop.place(Shop.newId(), Shop.newId(), "1")
          .statusCode(503)
          .contentType("application/problem+json")
          .body("status", equalTo(503));
    } finally {
      infrastructure.postgres().restart();
    }

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Shop.place(Shop.newId(), Shop.newId(), "1").extract().statusCode() == 201);
  }

  private int unsent(String orderId) throws SQLException {
    try (var connection = infrastructure.connect();
        var query =
            connection.prepareStatement(
                "SELECT count(*) FROM outbox WHERE subject = ? AND sent_at IS NULL")) {
      query.setString(1, orderId);
      try (var rows = query.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }
}
