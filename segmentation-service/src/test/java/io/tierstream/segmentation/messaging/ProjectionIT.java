package io.tierstream.segmentation.messaging;

import static io.restassured.RestAssured.get;
import static java.time.temporal.ChronoUnit.MICROS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.segmentation.messaging.Shop.Sale;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A projection over REST comes true. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class ProjectionIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  @InjectInfrastructure Infrastructure infrastructure;

  private final String customer = "C-" + UUID.randomUUID();

  @Test
  void whatReachesTheNextTierDoes() {
    var now = Instant.now().truncatedTo(MICROS);
    try (var shop = new Shop(infrastructure)) {
      shop.emit(Sale.paid(customer, "O-1", "2000.00", now));
      await()
          .atMost(LONG)
          .until(() -> "SILVER".equals(get("/segmentation/customers/" + customer).path("tier")));

      get("/segmentation/customers/" + customer + "/projection")
          .then()
          .statusCode(200)
          .body("tier", equalTo("SILVER"))
          .body("complete", equalTo(true))
          .body("changes[0].at", equalTo(now.plus(Duration.ofDays(30)).toString()))
          .body("changes[0].lifecycle", equalTo("ACTIVE"))
          .body("changes[0].scores.r", equalTo(4))
          .body("next.tier", equalTo("GOLD"))
          .body("next.amount.amount", equalTo("0.01"))
          .body("next.amount.currency", equalTo("CNY"))
          .body("next.orders", equalTo(1))
          .body("next.mean.amount", equalTo("2000.00"))
          .body("keep.tier", equalTo("SILVER"))
          .body("keep.fallsTo", equalTo("BRONZE"));

      shop.emit(Sale.paid(customer, "O-2", "0.01", Instant.now().truncatedTo(MICROS)));
      await()
          .atMost(LONG)
          .until(() -> "GOLD".equals(get("/segmentation/customers/" + customer).path("tier")));
    }
  }

  @Test
  void whoWasNeverHeardOfHasNone() {
    get("/segmentation/customers/nobody/projection").then().statusCode(404);
    get("/segmentation/customers/nobody/projection?mood=1").then().statusCode(400);
  }
}
