package io.tierstream.customer;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.tierstream.customer.Others.Order;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.TopicReader;
import io.tierstream.events.TopicReader.Told;
import io.tierstream.events.Topics;
import io.tierstream.events.Traces;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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

  private static final String HEADER = "customerId,name,email,notes,region,tags\n";

  @InjectInfrastructure Infrastructure infrastructure;

  private Others others;
  private Instant now;
  private String id;

  /** A text that only this test's customer has, and which no id has. */
  private String secret;

  @BeforeEach
  void begin() {
    others = new Others(infrastructure);
    now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    id = Desk.newId();
    secret = "zq" + Desk.newId().substring(0, 13);
  }

  @AfterEach
  void end() {
    others.close();
  }

  private String profile(String customerId, String name) {
    return """
    {"customerId": "%1$s", "name": "%2$s %3$s", "phone": "+86 138 0013 8000", "email": "%3$s@example.org",
     "notes": "knows %3$s", "attributes": {"region": "R%3$s", "city": "C%3$s", "gender": "G%3$s",
     "industry": "I%3$s", "channel": "H%3$s", "preferences": ["p%3$s"], "tags": ["t%3$s"]}}
    """
        .formatted(customerId, name, secret);
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
  void nothingIsLeftOfAPersonWhicheverWayItCame() throws SQLException {
    var other = Desk.newId();
    var imported = Desk.newId();
    var key = Desk.newId();
    keyed("/customers", key, profile(id, "Ada")).statusCode(201);
    Desk.patch(
            id,
            "{\"name\": \"Eve " + secret + "\", \"attributes\": {\"tags\": [\"u" + secret + "\"]}}")
        .statusCode(200);
    var file =
        HEADER
            + "%1$s,Ann %2$s,a%2$s@b.cn,n%2$s,R%2$s,t%2$s\n".formatted(imported, secret)
            + "%1$s,Bob %2$s,a%2$s@b.cn,n%2$s,R%2$s,t%2$s\n".formatted(imported, secret)
            + "%1$s,Ann %2$s,no address %2$s,n%2$s,R%2$s,t%2$s\n".formatted(other, secret);
    assertThat(Desk.imported(file).getMap("rejected")).hasSize(2);
    Desk.post("/customers", profile(other, "Kim")).statusCode(201);
    keyed("/customers/" + other + "/merge", key + "m", "{\"into\": \"" + imported + "\"}")
        .statusCode(200);
    Desk.merge(imported, id).statusCode(200);
    others.assessed(id, "GOLD", "S" + secret, 1, Instant.EPOCH);
    others.told(Order.placed(Desk.newId(), other, "7", now).paid(now));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                "7.00".equals(Desk.customer(id).getString("spend.amount"))
                    && "GOLD".equals(Desk.customer(id).getString("tier")));
    assertThat(traces())
        .contains(
            "customer",
            "customer_text",
            "idempotent_answer",
            "listing",
            "listing_tag",
            "outbox",
            "seen_standing");

    // what isn't sent yet is not told at all
    for (var one : List.of(id, imported, other)) {
      TopicReader.ofCustomer(infrastructure, Topics.CUSTOMERS, one, 2);
    }

    Desk.erase(id).statusCode(204);

    assertThat(traces()).isEmpty();
    assertThat(count("SELECT count(*) FROM customer_order WHERE customer_id = ?", other)).isZero();
    for (var erased : List.of(id, imported, other)) {
      Desk.erase(erased).statusCode(204);
      var told = TopicReader.ofCustomer(infrastructure, Topics.CUSTOMERS, erased, 3);
      var last = told.get(told.size() - 1);
      assertThat(last.summary()).startsWith("customer.erased.v1 " + erased).endsWith("ERASED");
      assertThat(last.data().fieldNames())
          .toIterable()
          .containsExactlyInAnyOrder("customerId", "version", "status", "occurredAt");
      assertThat(told)
          .extracting(event -> event.data().path("version").asLong())
          .isSorted()
          .doesNotHaveDuplicates();
    }
    // once the relay has marked what it had in hand
    assertThat(traces()).isEmpty();
  }

  private List<String> traces() throws SQLException {
    try (var connection = infrastructure.connect()) {
      return Traces.of(connection, secret);
    }
  }

  private long count(String sql, String customerId) throws SQLException {
    try (var connection = infrastructure.connect();
        var select = connection.prepareStatement(sql)) {
      select.setString(1, customerId);
      try (var row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  @Test
  void whoIsErasedIsGoneForEverybody() {
    Desk.post("/customers", profile(id, "Ada")).statusCode(201);
    var other = Desk.newId();
    Desk.register(other, "Bob", "{}").statusCode(201);

    given().header("If-Match", "\"7\"").delete("/customers/" + id).then().statusCode(412);
    given().header("If-Match", "x").delete("/customers/" + id).then().statusCode(400);
    given().header("If-Match", "\"1\"").delete("/customers/" + id).then().statusCode(204);
    // the answer was lost, and the caller asks again
    given().header("If-Match", "\"1\"").delete("/customers/" + id).then().statusCode(204);

    gone(given().get("/customers/" + id).then());
    gone(Desk.patch(id, "{\"name\": \"Eve\"}"));
    gone(Desk.merge(id, other));
    gone(Desk.unmerge(id));
    Desk.merge(other, id).statusCode(409).body("detail", containsString("ERASED"));
    Desk.register(id, "Ada", "{}").statusCode(409).body("detail", containsString("ERASED"));
    assertThat(Desk.walk(Map.of("q", id), 10)).isEmpty();
    assertThat(Desk.walk(Map.of("tag", "t" + secret), 10)).isEmpty();
  }

  private static void gone(ValidatableResponse answer) {
    answer
        .statusCode(410)
        .contentType("application/problem+json")
        .body("status", equalTo(410), "detail", containsString("ERASED"));
  }

  @Test
  void whoIsNotKnownHereYetIsErasedForEverybody() throws SQLException {
    var other = Desk.newId();
    given().header("If-Match", "\"7\"").delete("/customers/" + id).then().statusCode(412);
    given().get("/customers/" + id).then().statusCode(404);

    Desk.erase(id).statusCode(204);

    gone(given().get("/customers/" + id).then());
    Desk.register(id, "Ada", "{}").statusCode(409).body("detail", containsString("ERASED"));
    others.told(
        Order.placed(Desk.newId(), id, "7", now), Order.placed(Desk.newId(), other, "7", now));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> given().get("/customers/" + other).statusCode() == 200);
    gone(given().get("/customers/" + id).then());
    assertThat(TopicReader.ofCustomer(infrastructure, Topics.CUSTOMERS, id, 1))
        .extracting(Told::summary)
        .containsExactly("customer.erased.v1 " + id + " 1 ERASED");
    assertThat(count("SELECT count(*) FROM listing WHERE customer_id = ?", id)).isZero();
    Desk.erase("no id").statusCode(404);
  }

  @Test
  void aPartOfAPersonIsNotErasedAlone() {
    var survivor = Desk.newId();
    Desk.register(id, "Ada", "{}").statusCode(201);
    Desk.register(survivor, "Ada", "{}").statusCode(201);
    Desk.merge(id, survivor).statusCode(200);

    Desk.erase(id).statusCode(409).body("detail", containsString("erase " + survivor));

    assertThat(Desk.customer(id).getString("status")).isEqualTo("MERGED");
  }

  @Test
  void aRequestThatIsRepeatedBringsNobodyBack() throws SQLException {
    var key = Desk.newId();
    var body = profile(id, "Ada").replace("\"customerId\": \"" + id + "\", ", "");
    String made = keyed("/customers", key, body).statusCode(201).extract().path("customerId");
    Desk.erase(made).statusCode(204);

    keyed("/customers", key, body).statusCode(410).contentType("application/problem+json");
    keyed("/customers", key, "{\"name\": \"Somebody\"}").statusCode(410);

    assertThat(traces()).isEmpty();
  }

  @Test
  void whatWasRefusedIsForgottenToo() throws SQLException {
    var key = Desk.newId();
    var refused = profile(id, "Ada").replace("+86 138 0013 8000", "no phone");
    keyed("/customers", key, refused).statusCode(400);
    keyed("/customers", key, refused).statusCode(400).header("Idempotency-Replayed", "true");
    var nobodys = refused.replace("\"customerId\": \"" + id + "\", ", "");
    keyed("/customers", key + "n", nobodys).statusCode(400);
    keyed("/customers", key + "n", nobodys)
        .statusCode(400)
        .header("Idempotency-Replayed", nullValue());

    Desk.erase(id).statusCode(204);
    keyed("/customers", key + "l", refused).statusCode(400);
    keyed("/customers", key + "l", profile(id, "Ada")).statusCode(409);

    for (var one : List.of(key, key + "n", key + "l")) {
      assertThat(kept(one)).as(one).isZero();
    }
  }

  /** How many requests with the key could still be told from others. */
  private long kept(String key) throws SQLException {
    return count(
        "SELECT count(*) FROM idempotent_answer WHERE idempotency_key = ? AND fingerprint <> ''",
        key);
  }

  @Test
  void whatOthersTellTooLateChangesNothing() throws SQLException {
    others.told(Order.placed(Desk.newId(), id, "7", now));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> given().get("/customers/" + id).statusCode() == 200);
    Desk.erase(id).statusCode(204);

    others.told(Order.placed(Desk.newId(), id, "7", now).paid(now));
    others.assessed(id, "GOLD", "Loyal", 7, Instant.EPOCH);
    // behind both on the same key
    for (var topic : List.of(Topics.ORDERS, Topics.CUSTOMER_SEGMENTS)) {
      others.sendRaw(topic, id, null, "x".getBytes(UTF_8));
      TopicReader.deadLetters(infrastructure, topic + ".customer-service.dlq", id, 1);
    }

    gone(given().get("/customers/" + id).then());
    for (var table : List.of("customer_order", "seen_standing", "listing", "customer_text")) {
      assertThat(count("SELECT count(*) FROM " + table + " WHERE customer_id = ?", id))
          .as(table)
          .isZero();
    }
    assertThat(count("SELECT count(*) FROM customer WHERE customer_id = ?", id)).isEqualTo(1);
    assertThat(TopicReader.ofCustomer(infrastructure, Topics.CUSTOMERS, id, 1))
        .extracting(Told::summary)
        .containsExactly("customer.erased.v1 " + id + " 1 ERASED");
  }

  @Test
  void aFileBringsNobodyBack() throws SQLException {
    Desk.register(id, "Ada", "{}").statusCode(201);
    Desk.erase(id).statusCode(204);

    var job = Desk.imported(HEADER + id + ",Ada " + secret + ",,,,\n");

    assertThat(job.getInt("customers")).isZero();
    assertThat(Desk.rejects(job.getString("job"))).contains("2,customerId,customer erased");
    gone(given().get("/customers/" + id).then());
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(traces()).isEmpty());
  }

  @Test
  void rowsThatWaitForTheirTurnAreForgottenThoughNobodyElseHasToldOfTheirCustomerYet()
      throws SQLException {
    var job = Desk.newId();
    try (var connection = infrastructure.connect()) {
      connection.setAutoCommit(false);
      // as long as its row isn't there for others, nobody works on the job
      try (var statement = connection.createStatement()) {
        statement.execute(
            "INSERT INTO job (job, phase, parameters, rows, facts, created_at) VALUES ('%s', 'EMITTING', '{}', 1, 1, '%s')"
                .formatted(job, now));
      }
      try (var apart = infrastructure.connect();
          var statement = apart.createStatement()) {
        statement.execute(
            "INSERT INTO job_row (job, line, id, at, content) VALUES ('%s', 2, '%s', '%s', '{\"x\": \"%s\"}')"
                .formatted(job, id, now, secret));
        statement.execute(
            "INSERT INTO job_fact (job, seq, line) VALUES ('%s', 1, 2)".formatted(job));
      }
      assertThat(traces()).containsExactly("job_row");

      Desk.erase(id).statusCode(204);

      assertThat(traces()).isEmpty();
      connection.commit();
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> "COMPLETED".equals(Desk.job(job).getString("status")));
    assertThat(Desk.rejects(job)).contains("2,customerId,customer erased");
  }

  @Test
  void rowsThatCameAfterwardsAreForgottenBeforeTheirTurn() throws SQLException {
    Desk.erase(id).statusCode(204);
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
            "INSERT INTO job_row (job, line, id, at, content) VALUES ('%s', 2, '%s', '%s', '{\"x\": \"%s\"}')"
                .formatted(job, id, now, secret));
        statement.execute(
            "INSERT INTO job (job, phase, parameters, rows, created_at) VALUES ('%s', 'STAGED', '{}', 1, '%s')"
                .formatted(job, now));
      }

      await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(traces()).isEmpty());
      assertThat(Desk.job(job).getString("status")).isEqualTo("RUNNING");
      try (var statement = connection.createStatement()) {
        statement.execute("UPDATE job SET facts = 0 WHERE job = '%s'".formatted(older));
      }
      connection.commit();
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> "COMPLETED".equals(Desk.job(job).getString("status")));
    assertThat(Desk.rejects(job)).contains("2,customerId,customer erased");
  }

  @Test
  void whateverComesAtTheSameTimeNothingIsLeft() throws Exception {
    for (var round = 0; round < 8; round++) {
      var one = id + "-" + round;
      var body = profile(one, "Ada");
      Desk.post("/customers", body).statusCode(201);
      List<Callable<Integer>> calls =
          List.of(
              () -> Desk.erase(one).extract().statusCode(),
              () -> Desk.patch(one, "{\"notes\": \"n" + secret + "\"}").extract().statusCode(),
              () -> keyed("/customers", "k" + one, body).extract().statusCode(),
              () -> {
                others.told(Order.placed(Desk.newId(), one, "7", now).paid(now));
                return Desk.imported(HEADER + one + ",Ada " + secret + ",,,,\n").getInt("rows");
              });
      var pool = Executors.newFixedThreadPool(calls.size());
      try {
        var answers = new ArrayList<Integer>();
        for (var answer : pool.invokeAll(calls)) {
          answers.add(answer.get());
        }
        assertThat(answers.get(0)).isEqualTo(204);
        assertThat(answers.get(1)).isIn(200, 410);
        assertThat(answers.get(2)).isEqualTo(409);
      } finally {
        pool.shutdown();
      }
      gone(given().get("/customers/" + one).then());
    }
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(traces()).isEmpty());
  }
}
