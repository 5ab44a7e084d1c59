package io.tierstream.order;

import static io.restassured.RestAssured.given;
import static io.tierstream.events.TopicReader.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.TestResourceScope;
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
import io.tierstream.order.application.EraseCustomers;
import io.tierstream.order.domain.Erasure;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class ErasureIT {

  private static final String HEADER = "orderId,customerId,sku,quantity,unitPrice,paidAt\n";

  @InjectInfrastructure Infrastructure infrastructure;
  @Inject EraseCustomers eraseCustomers;

  private ToldCustomers customers;
  private String customer;

  /** A text that only this test's customer has, and which no id has. */
  private String secret;

  @BeforeEach
  void begin() {
    customers = new ToldCustomers(infrastructure);
    customer = Shop.newId();
    secret = "zq" + Shop.newId().substring(0, 13);
  }

  @AfterEach
  void end() {
    customers.close();
  }

  private static ValidatableResponse keyed(String path, String key, String body) {
    return given()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body(body)
        .post(path)
        .then();
  }

  private String placement(String orderId) {
    return """
    {"orderId": "%s", "customerId": "%s", "currency": "CNY",
     "lines": [{"sku": "CAM-7", "quantity": 1, "unitPrice": "100.00"}]}
    """
        .formatted(orderId, customer);
  }

  private String refund(String amount) {
    return "{\"amount\": \"%s\", \"reason\": \"moved to %s\"}".formatted(amount, secret);
  }

  private String cancellation() {
    return "{\"reason\": \"says " + secret + "\"}";
  }

  @Test
  void noWordIsLeftAndTheBooksStay() throws SQLException {
    var key = Shop.newId();
    var order = Shop.newId();
    keyed("/orders", key, placement(order)).statusCode(201);
    Shop.pay(order).statusCode(200);
    keyed("/orders/" + order + "/refunds", key + "r", refund("10.00")).statusCode(200);
    var cancelled = Shop.purchase(customer, "30.00");
    Shop.post("/orders/" + cancelled + "/cancellation", cancellation()).statusCode(200);
    var open = Shop.newId();
    Shop.place(open, customer, "50.00").statusCode(201);
    var unpaid = Shop.newId();
    Shop.place(unpaid, customer, "60.00").statusCode(201);
    assertThat(traces()).containsExactly("order_step");

    customers.erase(customer);
    awaitErased();

    assertThat(traces()).isEmpty();
    assertThat(
            count(
                "SELECT count(*) FROM idempotent_answer WHERE status < 300 AND body LIKE '%' || ? || '%'",
                customer))
        .isZero();
    given()
        .get("/orders/" + order)
        .then()
        .statusCode(200)
        .body("customerId", equalTo(customer), "refunded.amount", equalTo("10.00"));
    keyed("/orders", key, placement(order)).statusCode(410);
    keyed("/orders/" + order + "/refunds", key + "r", refund("10.00")).statusCode(410);
    assertThat(Shop.order(order).getString("refunded.amount")).isEqualTo("10.00");

    // orders go on to their end, and why is nobody's business
    Shop.pay(open).statusCode(200);
    Shop.post("/orders/" + open + "/refunds", refund("5.00")).statusCode(200);
    Shop.post("/orders/" + unpaid + "/cancellation", cancellation()).statusCode(200);
    assertThat(traces()).isEmpty();
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
    var key = Shop.newId();
    var order = Shop.purchase(customer, "100.00");
    var refunds = "/orders/" + order + "/refunds";
    keyed(refunds, key, refund("500.00")).statusCode(409);
    keyed(refunds, key, refund("500.00")).statusCode(409).header("Idempotency-Replayed", "true");
    keyed("/orders", key + "p", placement(order)).statusCode(409);
    keyed(refunds, key + "b", refund("0")).statusCode(400);

    customers.erase(customer);
    awaitErased();

    keyed(refunds, key + "l", refund("500.00")).statusCode(409);
    keyed("/orders", key + "q", placement(Shop.newId())).statusCode(409);
    keyed(refunds, key + "r", refund("1.00")).statusCode(200);
    keyed(refunds, key + "r", refund("1.00")).statusCode(410);
    assertThat(Shop.order(order).getString("refunded.amount")).isEqualTo("1.00");
    for (var one : List.of("", "p", "b", "l", "q", "r")) {
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
    var order = Shop.purchase(customer, "100.00");
    Shop.post("/orders/" + order + "/refunds", refund("1.00")).statusCode(200);

    customers.eraseAhead(customer, Duration.ofMinutes(10));

    awaitErased();
    assertThat(traces()).isEmpty();
  }

  @Test
  void aPaymentThatIsUnderWayDoesNotOutliveAnErasure() throws Exception {
    var key = Shop.newId();
    Shop.place(key, customer, "100.00").statusCode(201);
    var pool = Executors.newFixedThreadPool(2);
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT FROM orders WHERE order_id = '%s' FOR UPDATE".formatted(key));
      var paid =
          pool.submit(() -> keyed("/orders/" + key + "/payment", key, "{}").extract().statusCode());
      await().atMost(Duration.ofSeconds(30)).until(() -> waiting("transactionid") == 1);
      var erased =
          pool.submit(() -> eraseCustomers.erase(List.of(new Erasure(customer, Instant.EPOCH))));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> erased.isDone() || waiting("advisory") == 1);
      connection.rollback();
      assertThat(paid.get()).isEqualTo(200);
      erased.get();
    } finally {
      pool.shutdown();
    }

    assertThat(kept(key)).isZero();
  }

  private int waiting(String event) throws SQLException {
    try (var connection = infrastructure.connect();
        var select =
            connection.prepareStatement(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE wait_event = ? AND datname = current_database()
                """)) {
      select.setString(1, event);
      try (var row = select.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  @Test
  void nothingMoreIsTakenOfWhoIsErased() throws SQLException {
    var known = Shop.purchase(customer, "10.00");
    customers.erase(customer);
    // late, and twice
    customers.register(customer);
    customers.merge(customer);
    customers.erase(customer);
    customers.raw(customer, "{\"customerId\": ");
    customers.raw(customer, "{\"customerId\": \"somebody-else\"}");
    var dead = TopicReader.deadLetters(infrastructure, "customers.order-service.dlq", customer, 2);
    assertThat(dead)
        .extracting(letter -> header(letter, "dead-letter-reason"))
        .containsExactly("UNPARSABLE", "NO_USABLE_KEY");

    Shop.place(Shop.newId(), customer, "10.00")
        .statusCode(409)
        .contentType("application/problem+json")
        .body("detail", containsString("ERASED"));
    var job =
        Shop.imported(
            HEADER
                + "%s-1,%s,CAM-7,1,10.00,2025-01-01T00:00:00Z\n".formatted(known, customer)
                + "%s-2,%s,CAM-7,-1,10.00,2025-01-02T00:00:00Z\n".formatted(known, customer)
                + "%s-3,%s,CAM-7,1,10.00,2025-01-02T00:00:00Z\n".formatted(known, Shop.newId()));
    assertThat(job.getInt("orders")).isEqualTo(1);
    assertThat(job.getInt("unchanged")).isZero();
    assertThat(Shop.rejects(job.getString("job")))
        .isEqualTo(
            """
            line,field,reason
            2,customerId,customer erased
            3,customerId,customer erased
            """);
    assertThat(count("SELECT count(*) FROM orders WHERE customer_id = ?", customer)).isEqualTo(1);
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
      TopicReader.deadLetters(infrastructure, "tier-changes.order-service.dlq", customer, 1);
    }

    assertThat(count("SELECT count(*) FROM tier_view WHERE customer_id = ?", customer)).isZero();
  }

  @Test
  void whatIsPlannedIsNotToldOfWhoIsErasedMeanwhile() throws SQLException {
    var other = Shop.newId();
    var job = Shop.newId();
    var known = Shop.purchase(customer, "10.00");
    try (var connection = infrastructure.connect()) {
      connection.setAutoCommit(false);
      // as long as its row isn't there for others, nobody works on the job
      try (var statement = connection.createStatement()) {
        statement.execute(
            "INSERT INTO job (job, phase, parameters, rows, facts, created_at) VALUES ('%s', 'EMITTING', '{\"currency\": \"CNY\"}', 3, 3, '2026-01-01')"
                .formatted(job));
      }
      try (var apart = infrastructure.connect();
          var statement = apart.createStatement()) {
        for (var line = 2; line < 4; line++) {
          var who = line == 2 ? customer : other;
          var values = "'%s', '%s-%d', '%s'".formatted(job, other, line, who);
          statement.execute(
              "INSERT INTO import_row (job, order_id, customer_id, line, sku, quantity, unit_price, at) VALUES (%s, %d, 'S', 1, 7, '2025-01-01')"
                  .formatted(values, line));
          statement.execute(
              "INSERT INTO import_order (job, order_id, customer_id, total, paid_at, line_count) VALUES (%s, 7, '2025-01-01', 1)"
                  .formatted(values));
          statement.execute(
              "INSERT INTO import_fact (job, seq, order_id, occurred_at, amount) VALUES ('%s', %d, '%s-%d', '2025-01-01', 7)"
                  .formatted(job, line - 1, other, line));
        }
        statement.execute(
            "INSERT INTO import_match (job, note_id, line, order_id, position, quantity, amount) VALUES ('%s', 'N', 4, '%s', 1, 1, 10)"
                .formatted(job, known));
        statement.execute(
            "INSERT INTO import_fact (job, seq, order_id, note_id, occurred_at, amount) VALUES ('%s', 3, '%s', 'N', '2030-01-01', 10)"
                .formatted(job, known));
      }
      customers.erase(customer);
      awaitErased();
      connection.commit();
    }

    var over = Shop.finished(job);

    assertThat(over.getString("status")).isEqualTo("COMPLETED");
    assertThat(over.getInt("orders")).isEqualTo(1);
    assertThat(over.getInt("refunds")).isZero();
    assertThat(Shop.rejects(job))
        .isEqualTo(
            """
            line,field,reason
            2,customerId,customer erased
            4,customerId,customer erased
            """);
    assertThat(count("SELECT count(*) FROM orders WHERE customer_id = ?", customer)).isEqualTo(1);
  }

  @Test
  void whateverComesAtTheSameTimeNoWordIsLeft() throws Exception {
    for (var round = 0; round < 8; round++) {
      var paid = Shop.purchase(customer, "100.00");
      var known = Shop.purchase(customer, "100.00");
      var erasure = List.of(new Erasure(customer, Instant.EPOCH));
      List<Callable<Integer>> calls =
          List.of(
              () -> {
                eraseCustomers.erase(erasure);
                return 204;
              },
              () -> keyed("/orders", known, placement(known + "-2")).extract().statusCode(),
              () -> Shop.post("/orders/" + paid + "/refunds", refund("1")).extract().statusCode(),
              () ->
                  Shop.post("/orders/" + known + "/cancellation", cancellation())
                      .extract()
                      .statusCode());
      var pool = Executors.newFixedThreadPool(calls.size());
      try {
        var answers = pool.invokeAll(calls);
        assertThat(answers.get(0).get()).isEqualTo(204);
        assertThat(answers.get(1).get()).isIn(201, 409);
        assertThat(answers.get(2).get()).isEqualTo(200);
        assertThat(answers.get(3).get()).isEqualTo(200);
      } finally {
        pool.shutdown();
      }
      assertThat(traces()).isEmpty();
      assertThat(
              count(
                  "SELECT count(*) FROM idempotent_answer WHERE status < 300 AND body LIKE '%' || ? || '%'",
                  customer))
          .isZero();
      Shop.place(Shop.newId(), customer, "10.00").statusCode(409);
      customer = Shop.newId();
    }
  }
}
