package io.tierstream.customer;

import static io.restassured.RestAssured.given;
import static io.tierstream.events.TopicReader.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tierstream.customer.Others.Order;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.TopicReader;
import io.tierstream.events.TopicReader.Told;
import io.tierstream.events.Topics;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(InfrastructureResource.class)
class SubscriptionsIT {

  private static final Instant SINCE = Instant.parse("2026-01-02T03:04:05.000006Z");

  @InjectInfrastructure Infrastructure infrastructure;

  private Others others;
  private String id;
  private Instant now;

  @BeforeEach
  void begin() {
    others = new Others(infrastructure);
    id = Desk.newId();
    now = Instant.now().truncatedTo(ChronoUnit.MICROS);
  }

  @AfterEach
  void end() {
    others.close();
  }

  @Test
  void aCustomerFirstSeenThroughEventsIsProvisionalUntilRegistered() {
    others.assessed(id, "GOLD", "Loyal", 3, SINCE);

    var seen = eventually(customer -> "GOLD".equals(customer.getString("tier")));
    assertThat(seen.getString("status")).isEqualTo("PROVISIONAL");
    assertThat(seen.getInt("version")).isZero();
    assertThat(seen.getString("since")).isEqualTo("2026-01-02T03:04:05.000006Z");
    Desk.patch(id, "{\"name\": \"Ada\"}").statusCode(409);
    assertThat(Desk.walk(Map.of("q", id, "tier", "GOLD"), 10)).containsExactly(id);

    Desk.register(id, "Ada", "{\"tags\": [\"vip\"]}").statusCode(201);

    var registered = Desk.customer(id);
    assertThat(registered.getString("status")).isEqualTo("REGISTERED");
    assertThat(registered.getString("tier")).isEqualTo("GOLD");
    assertThat(Desk.walk(Map.of("q", id, "tag", "vip", "segment", "Loyal"), 10))
        .containsExactly(id);
    assertThat(TopicReader.ofCustomer(infrastructure, Topics.CUSTOMERS, id, 1))
        .extracting(Told::summary)
        .containsExactly("customer.registered.v1 " + id + " 1 REGISTERED");
  }

  @Test
  void staleAndRepeatedStandingsAreDroppedBySequenceAndOfOneSequenceTheLaterCounts() {
    others.assessed(id, "SILVER", "Loyal", 4, SINCE);
    others.assessed(id, "SILVER", "Champion", 4, SINCE);
    others.assessed(id, "BRONZE", "New", 3, SINCE);
    others.assessed(id, "BRONZE", "New", 3, SINCE);
    // behind all of them on the same key
    others.sendRaw(Topics.CUSTOMER_SEGMENTS, id, null, "x".getBytes(UTF_8));
    assertDeadLetters(Topics.CUSTOMER_SEGMENTS + ".customer-service.dlq", 1, "UNREADABLE_ENVELOPE");

    var seen = Desk.customer(id);
    assertThat(seen.getString("tier")).isEqualTo("SILVER");
    assertThat(seen.getString("segment")).isEqualTo("Champion");

    others.assessed(id, null, null, 5, null);
    var revoked = eventually(customer -> customer.getString("tier") == null);
    assertThat(revoked.getString("segment")).isNull();
    assertThat(revoked.getString("since")).isNull();
  }

  @Test
  void theHighestVersionOfAnOrderCountsInWhateverOrderTheyCome() {
    var placed = Order.placed(Desk.newId(), id, "100.00", now.minus(10, ChronoUnit.DAYS));
    var paid = placed.paid(now.minus(9, ChronoUnit.DAYS));
    var refunded = paid.refunded("30.5");
    var other = Order.placed(Desk.newId(), id, "7", now.minus(2, ChronoUnit.DAYS));

    others.told(refunded, placed, paid, refunded, other, other.paid(now));
    var seen = eventually(customer -> spend(customer, "76.50"));
    assertThat(Instant.parse(seen.getString("lastOrderAt"))).isEqualTo(other.placedAt());

    others.told(other.paid(now).cancelled());
    var cancelled = eventually(customer -> spend(customer, "69.50"));
    assertThat(Instant.parse(cancelled.getString("lastOrderAt"))).isEqualTo(placed.placedAt());
  }

  @Test
  void onlyTheLast365DaysInTheBaseCurrencyAreSpend() throws SQLException {
    var yearAgo = now.minus(365, ChronoUnit.DAYS);
    var leaves = bought("2", yearAgo.plusSeconds(1800));
    others.told(
        bought("1", yearAgo.minusSeconds(5)),
        leaves,
        bought("4", yearAgo.plusSeconds(3600)),
        bought("8", now),
        bought("16", now).in("USD"),
        Order.placed(Desk.newId(), id, "32", now));
    Desk.register(id, "Ada", "{\"tags\": [\"" + id + "\"]}");

    eventually(customer -> spend(customer, "14.00"));
    assertThat(
            sum(
                "SELECT count(*) FROM customer_order WHERE leaves_at = paid_at + interval '8760 hours' AND customer_id = '"
                    + id
                    + "'"))
        .isEqualTo(3);
    // falls by itself, as the purchase gets too old
    Desk.getsTooOld(infrastructure, leaves.id());
    eventually(customer -> spend(customer, "12.00"));
    assertThat(Desk.page(Map.of("tag", id, "sort", "-spend")).getString("items[0].spend.amount"))
        .isEqualTo("12.00");
  }

  private Order bought(String total, Instant at) {
    return Order.placed(Desk.newId(), id, total, at).paid(at);
  }

  @Test
  void whatCanNotBeReadIsADeadLetterAndItsNeighboursAreTaken() {
    var good = bought("5", now);
    others.told(good);
    var headers = Others.event("order.paid.v1", id, "{}").toHeaders();
    others.sendRaw(Topics.ORDERS, id, headers, "{\"orderId\": ".getBytes(UTF_8));
    others.sendRaw(Topics.ORDERS, id, headers, "{\"orderId\": 5}".getBytes(UTF_8));
    others.sendRaw(Topics.ORDERS, id, headers, bought("1", now).in("cny").json().getBytes(UTF_8));
    others.sendRaw(Topics.CUSTOMER_SEGMENTS, id, null, "x".getBytes(UTF_8));
    others.send(
        Topics.ORDERS,
        id,
        "import.started.v1",
        "job",
        "{\"job\": \"job\", \"occurredAt\": \"2026-01-01T00:00:00Z\"}");
    others.sendRaw(
        Topics.ORDERS,
        id,
        Others.event("order.unheard-of.v7", id, "{}").toHeaders(),
        "{}".getBytes(UTF_8));
    others.told(bought("6", now));
    others.assessed(id, "GOLD", "Loyal", 1, SINCE);

    eventually(customer -> spend(customer, "11.00") && "GOLD".equals(customer.getString("tier")));
    assertDeadLetters(Topics.ORDERS + ".customer-service.dlq", 3, "UNPARSABLE");
    assertDeadLetters(Topics.CUSTOMER_SEGMENTS + ".customer-service.dlq", 1, "UNREADABLE_ENVELOPE");
  }

  private void assertDeadLetters(String name, int count, String reason) {
    var dead = TopicReader.deadLetters(infrastructure, name, id, count);
    assertThat(dead).hasSize(count);
    assertThat(header(dead.get(0), "dead-letter-reason")).isEqualTo(reason);
    assertThat(header(dead.get(0), "dead-letter-topic")).isNotNull();
  }

  @Test
  void aFloodOfImportedOrdersIsTakenInBulk() throws SQLException {
    var customers = 2_000;
    for (var i = 0; i < 10_000; i++) {
      var at = now.minus(i % 700, ChronoUnit.DAYS);
      var order = Order.placed(id + "-" + i, id.substring(0, 8) + (i % customers), "1", at);
      others.told(order.paid(at));
    }
    id = id.substring(0, 8) + (customers - 1);

    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () ->
                sum(
                        "SELECT count(*) FROM customer_order WHERE starts_with(customer_id, '"
                            + id.substring(0, 8)
                            + "')")
                    == 10_000);
    assertThat(
            sum(
                "SELECT sum(spend)::bigint FROM listing WHERE starts_with(customer_id, '"
                    + id.substring(0, 8)
                    + "')"))
        .isEqualTo(countedOf(10_000));
  }

  private static long countedOf(int orders) {
    return java.util.stream.IntStream.range(0, orders).filter(i -> i % 700 < 365).count();
  }

  @Test
  void aLostViewIsBuiltAgainFromTheTopicByOneCommand() throws SQLException {
    others.assessed(id, "SILVER", "Loyal", 1, SINCE);
    others.assessed(id, "GOLD", "Champion", 2, SINCE);
    Desk.register(id, "Ada", "{\"tags\": [\"" + id + "\"]}").statusCode(201);
    eventually(customer -> "GOLD".equals(customer.getString("tier")));
    execute(
        "UPDATE listing SET tier = NULL, segment = 'Lost', since = '-infinity' WHERE customer_id = '"
            + id
            + "'");
    assertThat(Desk.customer(id).getString("tier")).isNull();

    given().post("/customers/tiers/rebuild").then().statusCode(202);

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                given()
                    .get("/customers/tiers/rebuild")
                    .jsonPath()
                    .getString("state")
                    .equals("BUILT"));
    assertThat(given().get("/customers/tiers/rebuild").jsonPath().getLong("records")).isPositive();
    assertThat(Desk.customer(id).getString("tier")).isEqualTo("GOLD");
    assertThat(Desk.customer(id).getString("segment")).isEqualTo("Champion");
    var row = Desk.page(Map.of("tag", id, "tier", "GOLD", "sort", "since"));
    assertThat(row.getString("items[0].since")).isEqualTo("2026-01-02T03:04:05.000006Z");
  }

  private JsonPath eventually(Predicate<JsonPath> wanted) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              var answer = given().get("/customers/" + id);
              return answer.statusCode() == 200 && wanted.test(answer.jsonPath());
            });
    return Desk.customer(id);
  }

  private static boolean spend(JsonPath customer, String amount) {
    return amount.equals(customer.getString("spend.amount"));
  }

  private void execute(String sql) throws SQLException {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long sum(String sql) throws SQLException {
    try (var connection = infrastructure.connect();
        var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
