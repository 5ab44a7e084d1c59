package io.tierstream.order;

import static io.restassured.RestAssured.given;
import static io.tierstream.events.TopicReader.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.ToldCustomers;
import io.tierstream.events.ToldTiers;
import io.tierstream.events.TopicReader;
import io.tierstream.events.Topics;
import java.sql.SQLException;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class BenefitsIT {

  @InjectInfrastructure Infrastructure infrastructure;

  private ToldTiers tiers;
  private String customer;

  @BeforeEach
  void begin() {
    tiers = new ToldTiers(infrastructure);
    customer = Shop.newId();
  }

  @AfterEach
  void end() {
    tiers.close();
  }

  @Test
  void theTierSeenLastTakesItsPercentageOffAndIsToldInEveryEvent() {
    tiers.change(customer, "GOLD", 1);
    awaitSeen(customer, "GOLD");

    var id = Shop.newId();
    Shop.place(id, customer, "1299.00")
        .statusCode(201)
        .body("discount.amount", equalTo("64.95"))
        .body("discount.currency", equalTo("CNY"))
        .body("tier", equalTo("GOLD"))
        .body("total.amount", equalTo("1234.05"));
    Shop.pay(id).statusCode(200).body("discount.amount", equalTo("64.95"));

    assertThat(TopicReader.ofCustomer(infrastructure, Topics.ORDERS, customer, 2))
        .hasSize(2)
        .allSatisfy(
            told -> {
              assertThat(told.data().path("discount").path("amount").asText()).isEqualTo("64.95");
              assertThat(told.data().path("total").path("amount").asText()).isEqualTo("1234.05");
              assertThat(told.data().path("tier").asText()).isEqualTo("GOLD");
            });
  }

  @Test
  void theBenefitIsFixedAtPlacementAndARefundIsOfWhatWasPaid() {
    tiers.change(customer, "DIAMOND", 1);
    awaitSeen(customer, "DIAMOND");
    var id = Shop.newId();
    Shop.place(id, customer, "100.00").statusCode(201);
    tiers.change(customer, "BRONZE", 2);
    awaitSeen(customer, "BRONZE");

    Shop.pay(id).statusCode(200).body("total.amount", equalTo("90.00"));
    Shop.refund(id, "90.01").statusCode(409);
    Shop.refund(id, "90.00").statusCode(200).body("status", equalTo("REFUNDED"));
    Shop.place(Shop.newId(), customer, "100.00")
        .statusCode(201)
        .body("discount", nullValue())
        .body("tier", nullValue())
        .body("total.amount", equalTo("100.00"));
  }

  @Test
  void importedOrdersGetNone() {
    tiers.change(customer, "DIAMOND", 1);
    awaitSeen(customer, "DIAMOND");
    var id = Shop.newId();

    Shop.imported(
        "orderId,customerId,sku,quantity,unitPrice,paidAt\n%s,%s,CAM-7,1,100.00,2026-01-02T03:04:05Z\n"
            .formatted(id, customer));

    assertThat(Shop.order(id).getString("total.amount")).isEqualTo("100.00");
    assertThat((Object) Shop.order(id).get("discount")).isNull();
  }

  @Test
  void whatComesTwiceOrLateChangesNothing() {
    tiers.change(customer, "GOLD", 2);
    tiers.change(customer, "DIAMOND", 1);
    tiers.change(customer, "DIAMOND", 2);
    tiers.warn(customer);
    awaitTakenIn();

    assertThat(seen(customer)).isEqualTo("GOLD");
  }

  @Test
  void aPoisonRecordBecomesADeadLetterAndItsNeighboursCount() {
    tiers.change(customer, "SILVER", 1);
    var broken = tiers.raw(customer, "{\"customerId\": ");
    tiers.raw(customer, "{\"customerId\": \"" + Shop.newId() + "\", \"to\": \"GOLD\"}");
    tiers.change(customer, "GOLD", 2);

    awaitSeen(customer, "GOLD");
    var letters =
        TopicReader.deadLetters(infrastructure, "tier-changes.order-service.dlq", customer, 2);
    assertThat(letters).extracting(ConsumerRecord::partition).containsOnly(broken.partition());
    assertThat(letters)
        .extracting(letter -> header(letter, "dead-letter-reason"))
        .containsExactly("UNPARSABLE", "NO_USABLE_KEY");
    assertThat(header(letters.get(0), "dead-letter-offset"))
        .isEqualTo(Long.toString(broken.offset()));
    assertThat(new String(letters.get(0).value(), UTF_8)).isEqualTo("{\"customerId\": ");
  }

  @Test
  void aLostViewIsRebuiltByOneCommand() throws SQLException {
    awaitBuilt();
    tiers.assess(customer, "GOLD", 3);
    tiers.assess(customer, "PLATINUM", 4);
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      statement.execute("TRUNCATE tier_view");
    }

    given()
        .post("/orders/tiers/rebuild")
        .then()
        .statusCode(202)
        .header("Location", endsWith("/orders/tiers/rebuild"));

    awaitBuilt();
    assertThat(seen(customer)).isEqualTo("PLATINUM");
    Shop.place(Shop.newId(), customer, "100.00")
        .statusCode(201)
        .body("total.amount", equalTo("92.00"));
    tiers.change(customer, "DIAMOND", 4);
    tiers.change(customer, "SILVER", 5);
    awaitSeen(customer, "SILVER");
  }

  @Test
  void nobodyLosesATierWhileTheViewIsBuilt() throws SQLException {
    awaitBuilt();
    tiers.change(customer, "GOLD", 3);
    awaitSeen(customer, "GOLD");

    // customer-segments doesn't know of it yet
    given().post("/orders/tiers/rebuild").then().statusCode(202);
    awaitBuilt();

    assertThat(seen(customer)).isEqualTo("GOLD");
    tiers.assess(customer, "SILVER", 2);
    given().post("/orders/tiers/rebuild").then().statusCode(202);
    awaitSeen(customer, "SILVER");
    tiers.change(customer, "GOLD", 3);
    awaitSeen(customer, "GOLD");
  }

  @Test
  void whatTheDatabaseRefusesIsPassedOverAndTheViewIsBuilt() throws SQLException {
    awaitBuilt();
    tiers.assess(Shop.newId(), "NEVER", 1);
    tiers.assess(customer, "GOLD", 1);
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      statement.execute("ALTER TABLE tier_view ADD CONSTRAINT refused CHECK (tier <> 'NEVER')");
      given().post("/orders/tiers/rebuild").then().statusCode(202);
      awaitBuilt();
      statement.execute("ALTER TABLE tier_view DROP CONSTRAINT refused");
    }

    assertThat(seen(customer)).isEqualTo("GOLD");
    given().get("/orders/tiers/rebuild").then().body("unreadable", equalTo(1));
  }

  @Test
  void whoIsMergedHasTheBenefitOfTheSurvivorAndItsOwnAgainAfterwards() throws SQLException {
    awaitBuilt();
    var survivor = Shop.newId();
    var last = Shop.newId();
    try (var customers = new ToldCustomers(infrastructure)) {
      tiers.change(customer, "GOLD", 1);
      tiers.change(survivor, "DIAMOND", 1);
      tiers.change(last, "PLATINUM", 1);
      awaitSeen(customer, "GOLD");
      awaitSeen(survivor, "DIAMOND");
      awaitSeen(last, "PLATINUM");

      customers.merge(customer, survivor, 2);
      awaitBenefit("DIAMOND");
      // segmentation takes the merged one's own away
      tiers.change(customer, null, 2);
      customers.merge(survivor, last, 2);
      awaitBenefit("PLATINUM");
      customers.unmerge(survivor, 3);
      awaitBenefit("DIAMOND");
      // late, and twice
      customers.merge(survivor, last, 2);

      try (var connection = infrastructure.connect();
          var statement = connection.createStatement()) {
        statement.execute("TRUNCATE merged_customer");
      }
      given().post("/orders/tiers/rebuild").then().statusCode(202);
      awaitBuilt();
      assertThat(benefit()).isEqualTo("DIAMOND");

      customers.unmerge(customer, 3);
      tiers.change(customer, "GOLD", 3);
      awaitBenefit("GOLD");
    }
  }

  private void awaitBenefit(String tier) {
    await().atMost(Duration.ofSeconds(30)).until(() -> tier.equals(benefit()));
  }

  /** Of an order that the customer places now; null for none. */
  private String benefit() {
    return Shop.place(Shop.newId(), customer, "100.00").statusCode(201).extract().path("tier");
  }

  private static void awaitBuilt() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                "BUILT".equals(given().get("/orders/tiers/rebuild").jsonPath().getString("state")));
  }

  private void awaitSeen(String customerId, String tier) {
    await().atMost(Duration.ofSeconds(30)).until(() -> tier.equals(seen(customerId)));
  }

  /** Everything told before of this customer is in, since what stands behind it is. */
  private void awaitTakenIn() {
    var partition = tiers.warn(customer).partition();
    var number = 0;
    while (tiers.change(customer + "-" + number, "GOLD", 1).partition() != partition) {
      number++;
    }
    awaitSeen(customer + "-" + number, "GOLD");
  }

  private String seen(String customerId) {
    try (var connection = infrastructure.connect();
        var query =
            connection.prepareStatement("SELECT tier FROM tier_view WHERE customer_id = ?")) {
      query.setString(1, customerId);
      try (var rows = query.executeQuery()) {
        return rows.next() ? rows.getString(1) : null;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
