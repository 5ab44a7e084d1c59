package io.tierstream.customer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.customer.Others.Order;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.imports.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = BeforeRates.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class UpgradeIT {

  @InjectInfrastructure Infrastructure infrastructure;

  @Test
  void whatWasCountedAsNothingIsCountedByTheRatesThatWereToldMeanwhileAndAreToldNow()
      throws SQLException {
    // of the database's clock: midnight may have passed since it was filled
    var day = dayOf("O-franc");
    hasSpend("2260.00");

    try (var others = new Others(infrastructure)) {
      others.worth("CHF", day, "8");
      hasSpend("2300.00");

      // what was counted before the upgrade goes on as what comes after it
      var at = day.atTime(12, 0).toInstant(ZoneOffset.UTC);
      others.told(
          Order.placed("O-pound", BeforeRates.CUSTOMER, "250", at)
              .in("GBP")
              .paid(at)
              .refunded("50"));
      hasSpend("1850.00");
    }
  }

  private LocalDate dayOf(String orderId) throws SQLException {
    var day = "SELECT (paid_at AT TIME ZONE 'UTC')::date FROM customer_order WHERE order_id = ?";
    try (var connection = infrastructure.connect()) {
      return Sql.query(connection, row -> row.getObject(1, LocalDate.class), day, orderId).get(0);
    }
  }

  private static void hasSpend(String amount) {
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(
            () ->
                assertThat(
                        given()
                            .get("/customers/" + BeforeRates.CUSTOMER)
                            .jsonPath()
                            .getString("spend.amount"))
                    .isEqualTo(amount));
  }
}
