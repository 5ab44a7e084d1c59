package io.tierstream.order;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.embedded.ServiceProcess;
import io.tierstream.rest.IdempotencyKeys;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(InfrastructureResource.class)
class IdempotencyIT {

  private static final String ORDER =
      """
      {"customerId": "%s", "currency": "CNY", "lines": [{"sku": "A", "quantity": 1, "unitPrice": "9"}]}
      """;
  private static final String REFUND = "{\"amount\": \"1.00\"}";

  @InjectInfrastructure Infrastructure infrastructure;

  @Inject IdempotencyKeys keys;

  private final ExecutorService callers = Executors.newFixedThreadPool(4);

  @AfterEach
  void endCallers() {
    callers.shutdownNow();
  }

  @Test
  void aRepeatedRequestIsAnsweredWhatTheFirstWas() throws SQLException {
    var key = Shop.newId();
    var body = ORDER.formatted(Shop.newId());

    var first = post(key, "/orders", body);
    Shop.pay(first.path("orderId")).statusCode(200);
    var second = post(key, "/orders", body);

    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(first.header("ETag")).isEqualTo("\"1\"");
    assertThat(first.header("Idempotency-Replayed")).isNull();
    assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
    isSame(second, first);
    assertThat(told(first.path("orderId"))).isEqualTo(2);
  }

  @Test
  void everyStepIsTakenOnce() {
    var id = Shop.purchase(Shop.newId(), "10");
    var placed = Shop.newId();
    Shop.place(placed, Shop.newId(), "10");

    isTakenOnce("/orders/" + id + "/refunds", REFUND);
    isTakenOnce("/orders/" + placed + "/payment", "{}");
    isTakenOnce("/orders/" + placed + "/cancellation", "{}");

    assertThat(Shop.order(id).getString("refunded.amount")).isEqualTo("1.00");
    assertThat(Shop.order(placed).getInt("version")).isEqualTo(3);
  }

  private static void isTakenOnce(String path, String body) {
    var key = Shop.newId();
    var first = post(key, path, body);
    assertThat(first.statusCode()).isEqualTo(200);
    isSame(post(key, path, body), first);
  }

  @Test
  void anotherRequestWithTheKeyIsRefusedAndHasNoEffect() {
    var key = Shop.newId();
    var id = Shop.purchase(Shop.newId(), "10");
    post(key, "/orders/" + id + "/refunds", REFUND);

    assertThat(post(key, "/orders/" + id + "/refunds", "{\"amount\": \"2.00\"}").statusCode())
        .isEqualTo(422);
    given()
        .header("Idempotency-Key", key)
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/orders/" + id + "/cancellation")
        .then()
        .statusCode(422)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:tierstream:problem:key-reused"))
        .body("violations[0].field", equalTo("Idempotency-Key"))
        .body("detail", containsString("another request"));

    assertThat(Shop.order(id).getString("refunded.amount")).isEqualTo("1.00");
    assertThat(Shop.order(id).getString("status")).isEqualTo("PARTIALLY_REFUNDED");
  }

  @Test
  void aRefusalIsRepeatedToo() {
    var key = Shop.newId();
    var id = Shop.newId();
    Shop.place(id, Shop.newId(), "10");
    var path = "/orders/" + id + "/refunds";

    var refused = post(key, path, REFUND);
    Shop.pay(id).statusCode(200);

    assertThat(refused.statusCode()).isEqualTo(409);
    isSame(post(key, path, REFUND), refused);
    assertThat(post(Shop.newId(), path, REFUND).statusCode()).isEqualTo(200);
  }

  @Test
  void aKeyIsFreeAfterAVersionThatWasNotMeantAndABodyThatCouldNotBeRead() {
    var key = Shop.newId();
    var id = Shop.purchase(Shop.newId(), "10");
    var path = "/orders/" + id + "/refunds";

    assertThat(post(key, path, "{\"amount\": ").statusCode()).isEqualTo(400);
    assertThat(refundAt("\"1\"", key, path)).isEqualTo(412);
    assertThat(refundAt("\"2\"", key, path)).isEqualTo(200);
    assertThat(refundAt("\"2\"", key, path)).isEqualTo(200);

    assertThat(Shop.order(id).getString("refunded.amount")).isEqualTo("1.00");
  }

  private static int refundAt(String version, String key, String path) {
    return given()
        .header("Idempotency-Key", key)
        .header("If-Match", version)
        .contentType(ContentType.JSON)
        .body(REFUND)
        .post(path)
        .statusCode();
  }

  @Test
  void concurrentRepetitionsWaitForTheFirstAndHaveItsAnswer() throws Exception {
    var key = Shop.newId();
    var id = Shop.purchase(Shop.newId(), "10");
    List<Future<ExtractableResponse<Response>>> answers = new ArrayList<>();

    try (var connection = infrastructure.connect()) {
      connection.setAutoCommit(false);
      lock(id, connection);
      for (var i = 0; i < 4; i++) {
        answers.add(callers.submit(() -> post(key, "/orders/" + id + "/refunds", REFUND)));
      }
      // The first waits for the order, the others for the first.
      await().atMost(Duration.ofSeconds(20)).until(() -> waiting("idempotent_answer").size() == 3);
      connection.rollback();
    }

    var first = answers.get(0).get();
    assertThat(first.statusCode()).isEqualTo(200);
    for (var answer : answers) {
      isSame(answer.get(), first);
    }
    assertThat(Shop.order(id).getString("refunded.amount")).isEqualTo("1.00");
  }

  @Test
  void whatIsRolledBackLeavesNoKey() throws Exception {
    var key = Shop.newId();
    var id = Shop.purchase(Shop.newId(), "10");
    var path = "/orders/" + id + "/refunds";

    try (var connection = infrastructure.connect()) {
      connection.setAutoCommit(false);
      lock(id, connection);
      var lost = callers.submit(() -> post(key, path, REFUND));
      await().atMost(Duration.ofSeconds(20)).until(() -> waiting("from orders").size() == 1);
      terminate(waiting("from orders").get(0));
      connection.rollback();
      assertThat(lost.get().statusCode()).isEqualTo(503);
    }

    assertThat(count("SELECT count(*) FROM idempotent_answer WHERE idempotency_key = ?", key))
        .isZero();
    assertThat(Shop.order(id).getString("refunded.amount")).isEqualTo("0.00");
    assertThat(post(key, path, REFUND).statusCode()).isEqualTo(200);
    assertThat(Shop.order(id).getString("refunded.amount")).isEqualTo("1.00");
  }

  @Test
  void anAnswerOutlivesTheProcessThatGaveIt() {
    var key = Shop.newId();
    var body = ORDER.formatted(Shop.newId());
    var first = post(key, "/orders", body);

    var other =
        ServiceProcess.start(
            ServiceProcess.Options.of(
                    "another-order-service", Path.of("target/quarkus-app/quarkus-run.jar"))
                .withHeap("256m")
                .withProperty("quarkus.datasource.jdbc.url", infrastructure.jdbcUrl())
                .withProperty("quarkus.datasource.username", infrastructure.username())
                .withProperty("quarkus.datasource.password", infrastructure.password())
                .withProperty("kafka.bootstrap.servers", infrastructure.bootstrapServers())
                .withProperty("tierstream.topics.prefix", infrastructure.topicPrefix())
                .withProperty("tierstream.outbox.relay.enabled", "false"));
    try {
      var second = post(key, other.uri().resolve("/orders").toString(), body);

      assertThat(second.statusCode()).isEqualTo(first.statusCode());
      assertThat(second.asString()).isEqualTo(first.asString());
    } finally {
      other.close();
    }
  }

  @Test
  void expiredKeysAreForgottenAndOthersKept() throws SQLException {
    var key = Shop.newId();
    var expired = Shop.newId();
    for (var one : List.of(key, expired)) {
      post(one, "/orders", ORDER.formatted(Shop.newId()));
    }
    update(
        """
        UPDATE idempotent_answer SET expires_at = '2020-01-01T00:00:00Z' WHERE idempotency_key = ?
        """,
        expired);

    keys.forgetExpired();

    var count = "SELECT count(*) FROM idempotent_answer WHERE idempotency_key = ?";
    assertThat(count(count, expired)).isZero();
    assertThat(count(count, key)).isEqualTo(1);
    assertThat(count(count + " AND expires_at > now() + interval '6 days'", key)).isEqualTo(1);
  }

  private static ExtractableResponse<Response> post(String key, String path, String body) {
    return given()
        .header("Idempotency-Key", key)
        .contentType(ContentType.JSON)
        .body(body)
        .post(path)
        .then()
        .extract();
  }

  private static void isSame(
      ExtractableResponse<Response> second, ExtractableResponse<Response> first) {
    assertThat(second.statusCode()).isEqualTo(first.statusCode());
    assertThat(second.contentType()).isEqualTo(first.contentType());
    assertThat(second.header("Location")).isEqualTo(first.header("Location"));
    assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
    assertThat(second.asString()).isEqualTo(first.asString());
  }

  private long told(String orderId) throws SQLException {
    return count("SELECT count(*) FROM outbox WHERE subject = ?", orderId);
  }

  private static void lock(String orderId, Connection connection) throws SQLException {
    try (var lock =
        connection.prepareStatement("SELECT 1 FROM orders WHERE order_id = ? FOR UPDATE")) {
      lock.setString(1, orderId);
      lock.executeQuery().close();
    }
  }

  /** The sessions that wait for a lock with a statement on {@code words}. */
  private List<Integer> waiting(String words) throws SQLException {
    try (var connection = infrastructure.connect();
        var query =
            connection.prepareStatement(
                """
                SELECT pid FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock' AND query ILIKE ?
                """)) {
      query.setString(1, "%" + words + "%");
      try (var rows = query.executeQuery()) {
        var pids = new ArrayList<Integer>();
        while (rows.next()) {
          pids.add(rows.getInt(1));
        }
        return pids;
      }
    }
  }

  private void terminate(int session) throws SQLException {
    try (var connection = infrastructure.connect();
        var query = connection.prepareStatement("SELECT pg_terminate_backend(?)")) {
      query.setInt(1, session);
      query.executeQuery().close();
    }
  }

  private long count(String sql, String parameter) throws SQLException {
    try (var connection = infrastructure.connect();
        var query = connection.prepareStatement(sql)) {
      query.setString(1, parameter);
      try (var row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private void update(String sql, String parameter) throws SQLException {
    try (var connection = infrastructure.connect();
        var update = connection.prepareStatement(sql)) {
      update.setString(1, parameter);
      update.executeUpdate();
    }
  }
}
