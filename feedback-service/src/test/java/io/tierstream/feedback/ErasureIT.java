package io.tierstream.feedback;

import static io.restassured.RestAssured.given;
import static io.tierstream.events.TopicReader.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.ToldCustomers;
import io.tierstream.events.ToldTiers;
import io.tierstream.events.TopicReader;
import io.tierstream.events.Traces;
import io.tierstream.feedback.application.EraseCustomers;
import io.tierstream.feedback.domain.Erasure;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(InfrastructureResource.class)
class ErasureIT {

  private static final String HEADER =
      "feedbackId,customerId,kind,text,occurredAt,resolvedAt,rating\n";

  @InjectInfrastructure Infrastructure infrastructure;
  @Inject EraseCustomers eraseCustomers;

  private ToldCustomers customers;
  private String customer;

  /** A text that only this test's customer has, and which no id has. */
  private String secret;

  @BeforeEach
  void begin() {
    customers = new ToldCustomers(infrastructure);
    customer = Desk.newId();
    secret = "zq" + Desk.newId().substring(0, 13);
  }

  @AfterEach
  void end() {
    customers.close();
  }

  private String complaint(String feedbackId) {
    return """
    {"feedbackId": "%s", "customerId": "%s", "kind": "COMPLAINT", "rating": 2, "text": "It broke, %s."}
    """
        .formatted(feedbackId, customer, secret);
  }

  private static ValidatableResponse keyed(String path, String key, String body) {
    return given()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body(body)
        .post(path)
        .then();
  }

  @Test
  void noWordIsLeftAndWhatWasRatedStays() throws SQLException {
    var resolved = Desk.newId();
    var open = Desk.newId();
    var key = Desk.newId();
    keyed("/feedback", key, complaint(resolved)).statusCode(201);
    keyed("/feedback/" + resolved + "/resolution", key + "r", "{\"note\": \"told " + secret + "\"}")
        .statusCode(200);
    Desk.post("/feedback", complaint(open)).statusCode(201);
    var job =
        Desk.imported(
            HEADER
                + row(customer + "-1", "REVIEW", secret)
                + row(customer + "-1", "REVIEW", "again " + secret)
                + row(customer + "-2", "NONSENSE", secret));
    assertThat(job.getMap("rejected")).hasSize(2);
    assertThat(traces()).contains("feedback", "idempotent_answer");

    customers.register(customer);
    customers.erase(customer);

    awaitErased();
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(traces()).isEmpty());
    given()
        .get("/feedback/" + resolved)
        .then()
        .header("ETag", "\"3\"")
        .body("customerId", equalTo(customer), "rating", equalTo(2.0f), "version", equalTo(2))
        .body("text", nullValue(), "note", nullValue());
    keyed("/feedback", key, complaint(resolved)).statusCode(410);
    keyed("/feedback/" + resolved + "/resolution", key + "r", "{\"note\": \"told " + secret + "\"}")
        .statusCode(410);
    Desk.resolve(open, "{\"rating\": 3, \"note\": \"told " + secret + "\"}")
        .statusCode(200)
        .body("status", equalTo("RESOLVED"), "note", nullValue());
    assertThat(traces()).isEmpty();
  }

  private String row(String feedbackId, String kind, String text) {
    return "%s,%s,%s,%s,2025-03-02T10:00:00Z,,\n".formatted(feedbackId, customer, kind, text);
  }

  private List<String> traces() throws SQLException {
    try (var connection = infrastructure.connect()) {
      return Traces.of(connection, secret);
    }
  }

  private void awaitErased() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                count("SELECT count(*) FROM erased_customer WHERE customer_id = ?", customer) == 1);
  }

  private long count(String sql, String value) throws SQLException {
    try (var connection = infrastructure.connect();
        var select = connection.prepareStatement(sql)) {
      select.setString(1, value);
      try (var row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  @Test
  void whatWasRefusedIsForgottenTooAndWhatIsWrittenLaterLeavesNoTrace() throws SQLException {
    var key = Desk.newId();
    var resolved = Desk.newId();
    var open = Desk.newId();
    var resolution = "{\"note\": \"told " + secret + "\"}";
    Desk.post("/feedback", complaint(resolved)).statusCode(201);
    Desk.post("/feedback", complaint(open)).statusCode(201);
    Desk.resolve(resolved, "{}").statusCode(200);
    keyed("/feedback", key, complaint(open)).statusCode(409);
    keyed("/feedback", key, complaint(open)).statusCode(409).header("Idempotency-Replayed", "true");
    keyed("/feedback", key + "b", complaint(Desk.newId()).replace("2,", "7,")).statusCode(400);
    keyed("/feedback/" + resolved + "/resolution", key + "r", resolution).statusCode(409);

    customers.erase(customer);
    awaitErased();

    keyed("/feedback", key + "l", complaint(Desk.newId())).statusCode(409);
    keyed("/feedback/" + resolved + "/resolution", key + "m", resolution).statusCode(409);
    keyed("/feedback/" + open + "/resolution", key + "n", resolution).statusCode(200);
    keyed("/feedback/" + open + "/resolution", key + "n", resolution).statusCode(410);
    for (var one : List.of("", "b", "r", "l", "m", "n")) {
      assertThat(kept(key + one)).as(one).isZero();
    }
  }

  /** How many requests with the key could still be told from others. */
  private long kept(String key) throws SQLException {
    return count(
        "SELECT count(*) FROM idempotent_answer WHERE idempotency_key = ? AND fingerprint <> ''",
        key);
  }

  @Test
  void anErasureByAClockThatIsAheadCountsToo() throws SQLException {
    Desk.post("/feedback", complaint(Desk.newId())).statusCode(201);

    customers.eraseAhead(customer, Duration.ofMinutes(10));

    awaitErased();
    assertThat(traces()).isEmpty();
  }

  @Test
  void rowsThatCameAfterwardsAreForgottenBeforeTheirTurn() throws SQLException {
    customers.erase(customer);
    awaitErased();
    var older = Desk.newId();
    var job = Desk.newId();
    try (var connection = infrastructure.connect()) {
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        // the oldest job, which waits as long as somebody else is at it
        statement.execute(
            "INSERT INTO job (job, phase, parameters, rows, facts, created_at) VALUES ('%s', 'EMITTING', '{}', 1, 1, '2026-01-01')"
                .formatted(older));
        connection.commit();
        statement.execute("SELECT FROM job WHERE job = '%s' FOR UPDATE".formatted(older));
      }
      try (var apart = infrastructure.connect();
          var statement = apart.createStatement()) {
        statement.execute(
            "INSERT INTO import_row (job, line, feedback_id, customer_id, kind, text, received_at) VALUES ('%s', 2, '%s', '%s', 'REVIEW', '%s', '2026-01-01')"
                .formatted(job, Desk.newId(), customer, secret));
        statement.execute(
            "INSERT INTO job (job, phase, parameters, rows, created_at) VALUES ('%s', 'STAGED', '{}', 1, '2026-01-02')"
                .formatted(job));
      }

      await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(traces()).isEmpty());
      try (var statement = connection.createStatement()) {
        statement.execute("UPDATE job SET facts = 0 WHERE job = '%s'".formatted(older));
      }
      connection.commit();
    }
    assertThat(Desk.finished(job).getInt("feedback")).isZero();
    assertThat(Desk.rejects(job)).contains("2,customerId,customer erased");
  }

  @Test
  void nothingMoreIsTakenOfWhoIsErased() throws SQLException {
    Desk.complain(customer);
    customers.erase(customer);
    // late, and twice
    customers.register(customer);
    customers.merge(customer);
    customers.erase(customer);
    customers.raw(customer, "{\"customerId\": ");
    customers.raw(customer, "{\"customerId\": \"somebody-else\"}");
    var dead =
        TopicReader.deadLetters(infrastructure, "customers.feedback-service.dlq", customer, 2);
    assertThat(dead)
        .extracting(letter -> header(letter, "dead-letter-reason"))
        .containsExactly("UNPARSABLE", "NO_USABLE_KEY");

    Desk.post("/feedback", complaint(Desk.newId()))
        .statusCode(409)
        .contentType("application/problem+json")
        .body("detail", containsString("ERASED"));
    var job = Desk.imported(HEADER + row(customer + "-1", "REVIEW", secret));
    assertThat(job.getInt("feedback")).isZero();
    assertThat(Desk.rejects(job.getString("job"))).contains("2,customerId,customer erased");
    assertThat(Desk.walk(Map.of("customerId", customer))).hasSize(1);
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(traces()).isEmpty());
  }

  @Test
  void aTierThatIsToldTooLateIsDropped() throws SQLException {
    try (var tiers = new ToldTiers(infrastructure)) {
      tiers.change(customer, "GOLD", 1);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> count("SELECT count(*) FROM tier_view WHERE customer_id = ?", customer) == 1);
      customers.erase(customer);
      awaitErased();
      assertThat(count("SELECT count(*) FROM tier_view WHERE customer_id = ?", customer)).isZero();

      tiers.change(customer, "DIAMOND", 2);
      tiers.raw(customer, "{\"customerId\": ");
      TopicReader.deadLetters(infrastructure, "tier-changes.feedback-service.dlq", customer, 1);
    }

    assertThat(count("SELECT count(*) FROM tier_view WHERE customer_id = ?", customer)).isZero();
  }

  @Test
  void rowsThatWaitForTheirTurnAreForgotten() throws SQLException {
    var job = Desk.newId();
    try (var connection = infrastructure.connect()) {
      connection.setAutoCommit(false);
      // as long as its row isn't there for others, nobody works on the job
      try (var statement = connection.createStatement()) {
        statement.execute(
            "INSERT INTO job (job, phase, parameters, rows, facts, created_at) VALUES ('%s', 'EMITTING', '{}', 1, 1, '2026-01-01')"
                .formatted(job));
      }
      try (var apart = infrastructure.connect();
          var statement = apart.createStatement()) {
        statement.execute(
            "INSERT INTO import_row (job, line, feedback_id, customer_id, kind, text, received_at) VALUES ('%s', 2, '%s', '%s', 'REVIEW', '%s', '2026-01-01')"
                .formatted(job, Desk.newId(), customer, secret));
        statement.execute("INSERT INTO import_fact VALUES ('%s', 1, 2, false)".formatted(job));
      }
      assertThat(traces()).containsExactly("import_row");

      customers.erase(customer);
      awaitErased();

      assertThat(traces()).isEmpty();
      connection.commit();
    }
    assertThat(Desk.finished(job).getInt("feedback")).isZero();
    assertThat(Desk.rejects(job)).contains("2,customerId,customer erased");
  }

  @Test
  void whateverComesAtTheSameTimeNoWordIsLeft() throws Exception {
    for (var round = 0; round < 8; round++) {
      var known = Desk.newId();
      Desk.post("/feedback", complaint(known)).statusCode(201);
      var erasure = List.of(new Erasure(customer, Instant.EPOCH));
      List<Callable<Integer>> calls =
          List.of(
              () -> {
                eraseCustomers.erase(erasure);
                return 204;
              },
              () -> keyed("/feedback", known, complaint(known + "-2")).extract().statusCode(),
              () -> Desk.resolve(known, "{\"note\": \"" + secret + "\"}").extract().statusCode(),
              () -> Desk.imported(HEADER + row(known + "-3", "REVIEW", secret)).getInt("rows"));
      var pool = Executors.newFixedThreadPool(calls.size());
      try {
        var answers = pool.invokeAll(calls);
        assertThat(answers.get(0).get()).isEqualTo(204);
        assertThat(answers.get(1).get()).isIn(201, 409);
        assertThat(answers.get(2).get()).isEqualTo(200);
        assertThat(answers.get(3).get()).isEqualTo(1);
      } finally {
        pool.shutdown();
      }
      await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(traces()).isEmpty());
      Desk.post("/feedback", complaint(Desk.newId())).statusCode(409);
      customer = Desk.newId();
    }
  }
}
