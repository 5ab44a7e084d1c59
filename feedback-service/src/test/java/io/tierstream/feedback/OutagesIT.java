package io.tierstream.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.ToldTiers;
import io.tierstream.events.TopicReader;
import io.tierstream.events.TopicReader.Told;
import io.tierstream.events.Topics;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(SmallPortions.class)
@WithTestResource(InfrastructureResource.class)
class OutagesIT {

  private static final String HEADER =
      "feedbackId,customerId,kind,occurredAt,resolvedAt,resolutionRating\n";

  @InjectInfrastructure Infrastructure infrastructure;

  @Test
  void withoutABrokerFeedbackIsTakenAndToldLater() throws SQLException {
    var customer = Desk.newId();
    infrastructure.kafka().kill();
    String id;
    try {
      id = Desk.complain(customer);
      Desk.resolve(id, "{\"rating\": 5}").statusCode(200);
      // committed and not sent: what a crash between the two leaves
      assertThat(unsent(id)).isEqualTo(2);
    } finally {
      infrastructure.kafka().restart();
    }

    assertThat(TopicReader.ofCustomer(infrastructure, Topics.FEEDBACK, customer, 2))
        .extracting(Told::summary)
        .containsExactly(
            "feedback.received.v1 " + id + " 1 OPEN", "feedback.resolved.v1 " + id + " 2 RESOLVED");
    await().atMost(Duration.ofSeconds(20)).until(() -> unsent(id) == 0);
    tiersAreStillHeardOf();
  }

  @Test
  void withoutADatabaseTheServiceIsUnavailableAndNoTierIsMissed() {
    var customer = Desk.newId();
    var complaint = Desk.complain(customer);
    infrastructure.postgres().kill();
    try (var tiers = new ToldTiers(infrastructure)) {
      tiers.change(customer, "SILVER", 1);
      tiers.change(customer, "PLATINUM", 2);
      Desk.say(Desk.newId(), customer, "REVIEW", "")
          .statusCode(503)
          .contentType("application/problem+json")
          .body("status", equalTo(503));
    } finally {
      infrastructure.postgres().restart();
    }

    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsMatching(AssertionError.class::isInstance)
        .until(() -> Desk.priority(complaint).equals("URGENT"));
  }

  @Test
  void aCrashInTheMiddleOfAPortionLosesAndDoublesNothing() throws Exception {
    var t = Desk.newId().substring(0, 8) + "-";
    var csv = new StringBuilder(HEADER);
    for (var i = 0; i < 20; i++) {
      csv.append(
          "%1$sF-%2$d,%1$sC-%3$d,COMPLAINT,2025-01-01T10:00:%2$02dZ,2025-01-01T10:00:%4$02dZ,4\n"
              .formatted(t, i, i % 3, i + 15));
    }
    // a portion in the middle can't go on, and the database dies under it
    String job;
    try (var lock = infrastructure.connect()) {
      lock.setAutoCommit(false);
      lock.createStatement().execute("LOCK TABLE tier_view IN ACCESS EXCLUSIVE MODE");
      job = Desk.upload(csv.toString()).statusCode(202).extract().path("job");
      await().atMost(Duration.ofSeconds(30)).until(this::isWaitingForALock);
      infrastructure.postgres().kill();
    } finally {
      infrastructure.postgres().restart();
    }

    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsMatching(AssertionError.class::isInstance)
        .until(() -> !Desk.job(job).getString("status").equals("RUNNING"));
    assertThat(Desk.job(job).getString("status")).isEqualTo("COMPLETED");
    assertThat(Desk.job(job).getInt("feedback")).isEqualTo(20);
    assertThat(Desk.job(job).getInt("resolutions")).isEqualTo(20);
    try (var topic = TopicReader.fromBeginning(infrastructure, Topics.FEEDBACK)) {
      var told =
          topic.awaitTold(
              40,
              event ->
                  job.equals(event.event().backfill())
                      && event.event().shortType().startsWith("feedback."));
      // the relay may repeat a record, under the same id
      var byId = new HashMap<String, String>();
      told.forEach(event -> byId.put(event.event().id(), event.summary()));
      assertThat(byId.values()).hasSize(40).doesNotHaveDuplicates();
      for (var customer = 0; customer < 3; customer++) {
        var key = t + "C-" + customer;
        assertThat(told.stream().filter(event -> event.key().equals(key)))
            .extracting(event -> event.event().time())
            .isSorted();
      }
    }
  }

  private void tiersAreStillHeardOf() {
    var customer = Desk.newId();
    var complaint = Desk.complain(customer);
    try (var tiers = new ToldTiers(infrastructure)) {
      tiers.change(customer, "GOLD", 1);
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(Desk.priority(complaint)).isEqualTo("HIGH"));
  }

  private boolean isWaitingForALock() throws SQLException {
    try (var connection = infrastructure.connect();
        var rows =
            connection
                .createStatement()
                .executeQuery("SELECT count(*) FROM pg_locks WHERE NOT granted")) {
      rows.next();
      return rows.getInt(1) > 0;
    }
  }

  private int unsent(String feedbackId) throws SQLException {
    try (var connection = infrastructure.connect();
        var query =
            connection.prepareStatement(
                "SELECT count(*) FROM outbox WHERE subject = ? AND sent_at IS NULL")) {
      query.setString(1, feedbackId);
      try (var rows = query.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }
}
