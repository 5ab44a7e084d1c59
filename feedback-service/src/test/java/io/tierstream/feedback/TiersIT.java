package io.tierstream.feedback;

import static io.restassured.RestAssured.given;
import static io.tierstream.events.TopicReader.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.oneOf;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.ToldCustomers;
import io.tierstream.events.ToldTiers;
import io.tierstream.events.TopicReader;
import io.tierstream.feedback.application.ChangeTiers;
import io.tierstream.feedback.domain.TierStanding;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(InfrastructureResource.class)
class TiersIT {

  private static final Duration LONG = Duration.ofSeconds(30);

  @InjectInfrastructure Infrastructure infrastructure;
  @Inject ChangeTiers changeTiers;

  private ToldTiers tiers;
  private String customer;

  @BeforeEach
  void begin() {
    tiers = new ToldTiers(infrastructure);
    customer = Desk.newId();
  }

  @AfterEach
  void end() {
    tiers.close();
  }

  @Test
  void openComplaintsFollowTheTierAndResolvedOnesDoNot() {
    var first = Desk.complain(customer);
    var resolved = Desk.complain(customer);
    Desk.resolve(resolved, "{}").statusCode(200);
    var tag = given().get("/feedback/" + first).then().extract().header("ETag");

    tiers.change(customer, "DIAMOND", 1);

    awaitPriority(first, "URGENT");
    var complaint = Desk.feedback(first);
    assertThat(Instant.parse(complaint.getString("dueAt")))
        .isEqualTo(Instant.parse(complaint.getString("occurredAt")).plus(Duration.ofHours(4)));
    assertThat(complaint.getInt("version")).isEqualTo(1);
    given()
        .contentType("application/json")
        .header("If-Match", tag)
        .body("{}")
        .post("/feedback/" + first + "/resolution")
        .then()
        .statusCode(412);
    assertThat(Desk.priority(resolved)).isEqualTo("LOW");
    assertThat(Desk.priority(Desk.complain(customer))).isEqualTo("URGENT");
    assertThat(Desk.walk(Map.of("customerId", customer, "priority", "URGENT", "sort", "dueAt")))
        .startsWith(first)
        .hasSize(2);
  }

  @Test
  void everyTierHasItsUrgency() {
    var sequence = 0;
    var expected =
        Map.of("BRONZE", "LOW", "SILVER", "NORMAL", "GOLD", "HIGH", "PLATINUM", "URGENT");
    for (var tier : List.of("SILVER", "GOLD", "PLATINUM", "BRONZE")) {
      tiers.change(customer, tier, ++sequence);
      await().atMost(LONG).untilAsserted(() -> assertThat(seen(customer)).isEqualTo(tier));
      assertThat(Desk.priority(Desk.complain(customer))).isEqualTo(expected.get(tier));
    }
    tiers.change(customer, "SILVER", ++sequence);
    tiers.change(customer, null, ++sequence);
    await().atMost(LONG).untilAsserted(() -> assertThat(seen(customer)).isNull());
    assertThat(Desk.priority(Desk.complain(customer))).isEqualTo("LOW");
  }

  @Test
  void whatComesTwiceOrLateChangesNothing() {
    var complaint = Desk.complain(customer);
    tiers.change(customer, "GOLD", 2);
    awaitPriority(complaint, "HIGH");
    var tag = given().get("/feedback/" + complaint).then().extract().header("ETag");

    tiers.change(customer, "DIAMOND", 1);
    tiers.change(customer, "GOLD", 2);
    tiers.change(customer, "DIAMOND", 2);
    tiers.warn(customer);
    awaitTakenIn();

    assertThat(Desk.priority(complaint)).isEqualTo("HIGH");
    assertThat(given().get("/feedback/" + complaint).then().extract().header("ETag"))
        .isEqualTo(tag);
  }

  @Test
  void aPoisonRecordBecomesADeadLetterAndItsNeighboursCount() {
    var other = Desk.newId();
    var complaint = Desk.complain(customer);
    var complaintOfOther = Desk.complain(other);

    tiers.change(customer, "SILVER", 1);
    var broken = tiers.raw(customer, "{\"customerId\": ");
    tiers.raw(
        customer, "{\"customerId\": \"" + other + "\", \"kind\": \"UPGRADE\", \"to\": \"GOLD\"}");
    tiers.change(customer, "GOLD", 2);
    tiers.change(other, "PLATINUM", 1);

    awaitPriority(complaint, "HIGH");
    awaitPriority(complaintOfOther, "URGENT");
    var letters =
        TopicReader.deadLetters(infrastructure, "tier-changes.feedback-service.dlq", customer, 2);
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
    var before = Desk.builtTiers().getString("requestedAt");
    var gone = Desk.newId();
    var complaint = Desk.complain(customer);
    var complaintOfGone = Desk.complain(gone);
    tiers.assess(customer, "SILVER", 3);
    tiers.assess(customer, "PLATINUM", 4);
    tiers.assess(gone, null, 2);
    // the view is wrong in every way: one is missing, one is of somebody who has no tier any more
    changeTiers.change(List.of(new TierStanding(gone, "DIAMOND", 1, null)));
    assertThat(Desk.priority(complaintOfGone)).isEqualTo("URGENT");

    given()
        .post("/feedback/tiers/rebuild")
        .then()
        .statusCode(202)
        .header("Location", endsWith("/feedback/tiers/rebuild"))
        .body("state", equalTo("RUNNING"));
    // twice is as good as once
    given()
        .post("/feedback/tiers/rebuild")
        .then()
        .statusCode(202)
        .body("state", oneOf("RUNNING", "BUILT"));

    var built = Desk.builtTiers();
    assertThat(built.getString("requestedAt")).isNotNull().isNotEqualTo(before);
    assertThat(built.getInt("records")).isGreaterThanOrEqualTo(3);
    assertThat(built.getInt("unreadable")).isZero();
    assertThat(seen(customer)).isEqualTo("PLATINUM");
    assertThat(Desk.priority(complaint)).isEqualTo("URGENT");
    assertThat(seen(gone)).isNull();
    assertThat(Desk.priority(complaintOfGone)).isEqualTo("LOW");
    tiers.change(customer, "DIAMOND", 4);
    tiers.change(customer, "GOLD", 5);
    awaitPriority(complaint, "HIGH");
  }

  @Test
  void aTierThatChangesWhileACustomerComplainsIsNotMissed() throws Exception {
    var complaints = new ArrayList<String>();
    var pool = Executors.newFixedThreadPool(4);
    try {
      for (var round = 1; round <= 10; round++) {
        var sequence = round;
        var tier = round % 2 == 0 ? "GOLD" : "DIAMOND";
        Callable<String> complain = () -> Desk.complain(customer);
        Callable<String> change =
            () -> {
              changeTiers.change(List.of(new TierStanding(customer, tier, sequence, null)));
              return null;
            };
        for (var id : pool.invokeAll(List.of(complain, change, complain))) {
          if (id.get() != null) {
            complaints.add(id.get());
          }
        }
        var expected = round % 2 == 0 ? "HIGH" : "URGENT";
        assertThat(complaints).extracting(Desk::priority).containsOnly(expected);
      }
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void complaintsOfWhoIsMergedAreAsUrgentAsTheSurvivorsAndAsItsOwnAfterwards() throws SQLException {
    Desk.builtTiers();
    var survivor = Desk.newId();
    var before = Desk.complain(customer);
    try (var customers = new ToldCustomers(infrastructure)) {
      tiers.change(customer, "SILVER", 1);
      tiers.change(survivor, "DIAMOND", 1);
      awaitPriority(before, "NORMAL");
      await().atMost(LONG).untilAsserted(() -> assertThat(seen(survivor)).isEqualTo("DIAMOND"));

      customers.merge(customer, survivor, 2);
      awaitPriority(before, "URGENT");
      var meanwhile = Desk.complain(customer);
      assertThat(Desk.priority(meanwhile)).isEqualTo("URGENT");
      // segmentation takes the merged one's own away
      tiers.change(customer, null, 2);
      tiers.change(survivor, "GOLD", 2);
      awaitPriority(meanwhile, "HIGH");
      await().atMost(LONG).untilAsserted(() -> assertThat(seen(customer)).isNull());
      assertThat(Desk.priority(before)).isEqualTo("HIGH");

      try (var connection = infrastructure.connect();
          var statement = connection.createStatement()) {
        statement.execute("TRUNCATE merged_customer");
      }
      given().post("/feedback/tiers/rebuild").then().statusCode(202);
      Desk.builtTiers();
      assertThat(Desk.priority(Desk.complain(customer))).isEqualTo("HIGH");

      customers.unmerge(customer, 3);
      awaitPriority(before, "LOW");
      assertThat(Desk.priority(Desk.complain(customer))).isEqualTo("LOW");
      tiers.change(customer, "PLATINUM", 3);
      awaitPriority(meanwhile, "URGENT");
    }
  }

  @Test
  void whatIsTakenInIsCounted() {
    tiers.change(customer, "GOLD", 1);
    awaitTakenIn();

    given()
        .get("/q/metrics")
        .then()
        .body(containsString("tierstream_inbox_records_total{consumer=\"feedback-service\""));
  }

  private static void awaitPriority(String complaint, String priority) {
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(Desk.priority(complaint)).isEqualTo(priority));
  }

  /** Everything told before is in, of this customer, since what is told now is. */
  private void awaitTakenIn() {
    var marker = customer + "-m";
    var partition = tiers.change(customer, "GOLD", 1).partition();
    // another customer's record behind it, in the same partition
    var number = 0;
    while (tiers.change(marker + number, "GOLD", 1).partition() != partition) {
      number++;
    }
    var last = marker + number;
    await().atMost(LONG).until(() -> "GOLD".equals(seen(last)));
  }

  /** The tier in the view; null when there is none. */
  private String seen(String customerId) throws SQLException {
    try (var connection = infrastructure.connect();
        var query =
            connection.prepareStatement("SELECT tier FROM tier_view WHERE customer_id = ?")) {
      query.setString(1, customerId);
      try (var rows = query.executeQuery()) {
        return rows.next() ? rows.getString(1) : null;
      }
    }
  }
}
