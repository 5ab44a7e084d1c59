package io.tierstream.customer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
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
class MergeIT {

  private static final Instant SINCE = Instant.parse("2026-01-02T03:04:05Z");

  @InjectInfrastructure Infrastructure infrastructure;

  private Others others;
  private Instant now;

  /** A tag that this test's customers have in common, and the beginning of their ids. */
  private String mark;

  private String a;
  private String b;
  private String c;

  @BeforeEach
  void begin() {
    others = new Others(infrastructure);
    now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    mark = Desk.newId().substring(0, 13);
    a = mark + "-a";
    b = mark + "-b";
    c = mark + "-c";
    for (var id : List.of(a, b, c)) {
      Desk.register(id, "Ada " + id, "{\"region\": \"East\", \"tags\": [\"" + mark + "\"]}")
          .statusCode(201);
    }
  }

  @AfterEach
  void end() {
    others.close();
  }

  @Test
  void aMergedRecordSaysWhoItIsAndIsOffTheTableUntilItIsUnmerged() {
    Desk.merge(a, b)
        .statusCode(200)
        .header("ETag", equalTo("\"2\""))
        .body("customerId", equalTo(a), "status", equalTo("MERGED"), "mergedInto", equalTo(b))
        .body("name", equalTo("Ada " + a), "spend.amount", equalTo("0.00"));

    given().get("/customers/" + a).then().statusCode(200).body("mergedInto", equalTo(b));
    assertThat(table()).containsExactly(b, c);
    assertThat(Desk.walk(Map.of("q", mark, "tag", mark), 2)).containsExactly(b, c);
    assertThat(Desk.walk(Map.of("q", "ada " + mark), 2)).containsExactly(b, c);

    Desk.unmerge(a)
        .statusCode(200)
        .header("ETag", equalTo("\"3\""))
        .body("status", equalTo("REGISTERED"), "mergedInto", nullValue());

    assertThat(table()).containsExactly(a, b, c);
    assertThat(Desk.walk(Map.of("q", "ada " + mark, "region", "East"), 2)).containsExactly(a, b, c);
    var told = TopicReader.ofCustomer(infrastructure, Topics.CUSTOMERS, a, 3);
    assertThat(told)
        .extracting(Told::summary)
        .containsExactly(
            "customer.registered.v1 " + a + " 1 REGISTERED",
            "customer.merged.v1 " + a + " 2 MERGED",
            "customer.unmerged.v1 " + a + " 3 REGISTERED");
    assertThat(told.get(1).data().path("mergedInto").asText()).isEqualTo(b);
    assertThat(told.get(1).data().path("attributes").path("region").asText()).isEqualTo("East");
    assertThat(told.get(2).data().path("unmergedFrom").asText()).isEqualTo(b);
    assertThat(told.get(2).data().has("mergedInto")).isFalse();
  }

  private List<String> table() {
    return Desk.walk(Map.of("tag", mark), 2);
  }

  @Test
  void theSurvivorHasTheSpendOfAllAndGivesItBack() {
    var order = bought(a, "10", 3);
    others.told(order, bought(b, "200", 9), bought(c, "4000", 6));
    eventually(a, "10.00", 3);
    eventually(b, "200.00", 9);
    eventually(c, "4000.00", 6);

    Desk.merge(a, b).statusCode(200);
    spends(b, "210.00", 3);
    Desk.merge(b, c).statusCode(200);
    spends(c, "4210.00", 3);
    spends(a, "0.00", -1);
    assertThat(sorted("-spend")).containsExactly(c);

    // what is told of the merged one is the survivor's
    others.told(bought(a, "50000", 1), order.refunded("1.00"));
    eventually(c, "54209.00", 1);

    Desk.unmerge(b).statusCode(200);
    spends(c, "4000.00", 6);
    spends(b, "50209.00", 1);
    assertThat(sorted("-spend")).containsExactly(b, c);
    Desk.unmerge(a).statusCode(200);
    spends(b, "200.00", 9);
    spends(a, "50009.00", 1);
    assertThat(sorted("lastOrderAt")).containsExactly(b, c, a);
  }

  @Test
  void whatGetsTooOldLeavesTheSpendOfTheSurvivor() throws SQLException {
    var old = bought(a, "7", 364);
    others.told(old, bought(b, "1", 2));
    eventually(b, "1.00", 2);
    eventually(a, "7.00", 364);

    Desk.merge(a, b).statusCode(200);

    assertThat(spend(b)).isEqualTo("8.00");
    Desk.getsTooOld(infrastructure, old.id());
    eventually(b, "1.00", 2);
    Desk.unmerge(a).statusCode(200);
    assertThat(spend(a)).isEqualTo("0.00");
  }

  @Test
  void aTierThatIsToldMeanwhileIsThereAfterwards() {
    others.assessed(a, "GOLD", "Loyal", 1, SINCE);
    others.assessed(b, "SILVER", "Loyal", 1, SINCE);
    awaitTier(a, "GOLD");
    awaitTier(b, "SILVER");

    Desk.merge(a, b).statusCode(200).body("tier", nullValue());
    assertThat(Desk.walk(Map.of("tag", mark, "tier", "GOLD"), 2)).isEmpty();
    Desk.unmerge(a).statusCode(200).body("tier", equalTo("GOLD"));
    Desk.merge(a, b).statusCode(200);
    others.assessed(a, "BRONZE", "Loyal", 2, SINCE);
    others.assessed(a, "SILVER", "Loyal", 1, SINCE);
    // behind both on the same key
    others.assessed(b, "DIAMOND", "Loyal", 2, SINCE);
    others.told(bought(a, "3", 1));
    awaitTier(b, "DIAMOND");
    await().atMost(Duration.ofSeconds(30)).until(() -> "3.00".equals(spend(b)));

    Desk.unmerge(a).statusCode(200);

    awaitTier(a, "BRONZE");
    assertThat(Desk.walk(Map.of("tag", mark, "tier", "BRONZE", "sort", "since"), 2))
        .containsExactly(a);
  }

  @Test
  void whoIsNotRegisteredCanBeMergedAndIsWhatItWasAfterwards() {
    var p = mark + "-p";
    others.told(bought(p, "30", 2));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> given().get("/customers/" + p).statusCode() == 200);

    Desk.merge(p, b).statusCode(200).body("status", equalTo("MERGED"), "name", nullValue());
    spends(b, "30.00", 2);
    Desk.register(p, "Eve", "{}").statusCode(409).body("detail", containsString("MERGED"));
    Desk.unmerge(p).statusCode(200).body("status", equalTo("PROVISIONAL"));
    spends(p, "30.00", 2);
    assertThat(Desk.walk(Map.of("q", p), 2)).containsExactly(p);
    Desk.merge(a, p).statusCode(200);
    Desk.register(p, "Eve", "{}").statusCode(201).header("ETag", equalTo("\"3\""));

    assertThat(TopicReader.ofCustomer(infrastructure, Topics.CUSTOMERS, p, 3))
        .extracting(Told::summary)
        .containsExactly(
            "customer.merged.v1 " + p + " 1 MERGED",
            // others know no PROVISIONAL
            "customer.unmerged.v1 " + p + " 2 REGISTERED",
            "customer.registered.v1 " + p + " 3 REGISTERED");
  }

  @Test
  void whatCanNotBeIsRefusedAndSaysWhomToTake() {
    Desk.unmerge(a).statusCode(409).body("detail", containsString("REGISTERED"));
    Desk.merge(a, b).statusCode(200);
    Desk.merge(b, c).statusCode(200);

    conflict(Desk.merge(a, c), "MERGED into " + b, "merge " + c);
    conflict(Desk.merge(c, a), "MERGED into " + b, "into " + c);
    conflict(Desk.merge(c, b), "MERGED into " + c, "into " + c);
    conflict(Desk.patch(a, "{\"name\": \"Eve\"}"), "MERGED into " + b, "change " + c);
    conflict(Desk.register(a, "Eve", "{}"), a, "MERGED");
    assertThat(Desk.customer(a).getInt("version")).isEqualTo(2);
    assertThat(TopicReader.ofCustomer(infrastructure, Topics.CUSTOMERS, a, 2)).hasSize(2);
  }

  private static void conflict(ValidatableResponse answer, String state, String advice) {
    answer
        .statusCode(409)
        .contentType("application/problem+json")
        .body("detail", containsString(state), "detail", containsString(advice));
  }

  @Test
  void anImportMeetsAMergedRecordAsItMeetsAnyOther() {
    Desk.merge(a, b).statusCode(200);
    var file = "customerId,name,phone,email,notes,region,tags\n%s,Ada %s,%s,%s,%s,East,%s\n";
    var known =
        file.formatted(
            a, a, "+86 138 0013 8000", "someone@example.org", "calls in the evening", mark);

    assertThat(Desk.imported(known).getInt("unchanged")).isEqualTo(1);
    assertThat(Desk.imported(known.replace("East", "West")).getMap("rejected"))
        .containsKey("customer known with other content");
  }

  @Test
  void aMergeIsMeantForOneVersionAndARepetitionIsAnsweredAgain() {
    var key = Desk.newId();
    keyed(key, "\"7\"").statusCode(412);
    keyed(key, "nonsense").statusCode(400).body("violations[0].field", equalTo("If-Match"));
    key = Desk.newId();
    keyed(key, "\"1\"").statusCode(200).body("version", equalTo(2));
    keyed(key, "\"1\"").statusCode(200).header("Idempotency-Replayed", equalTo("true"));
    given()
        .contentType(ContentType.JSON)
        .header("If-Match", "\"1\"")
        .post("/customers/" + a + "/unmerge")
        .then()
        .statusCode(412);
    assertThat(Desk.customer(a).getString("status")).isEqualTo("MERGED");
    for (var again = 0; again < 2; again++) {
      given()
          .contentType(ContentType.JSON)
          .header("Idempotency-Key", key + "u")
          .post("/customers/" + a + "/unmerge")
          .then()
          .statusCode(200)
          .body("version", equalTo(3));
    }
  }

  private ValidatableResponse keyed(String key, String ifMatch) {
    return given()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .header("If-Match", ifMatch)
        .body("{\"into\": \"" + b + "\"}")
        .post("/customers/" + a + "/merge")
        .then();
  }

  @Test
  void ofConcurrentMergesThatWouldMakeACircleOneIsRefused() throws Exception {
    for (var round = 0; round < 10; round++) {
      List<Callable<Integer>> calls =
          List.of(
              () -> Desk.merge(a, b).extract().statusCode(),
              () -> Desk.merge(b, c).extract().statusCode(),
              () -> Desk.merge(c, a).extract().statusCode(),
              () -> Desk.patch(b, "{\"notes\": \"" + now + "\"}").extract().statusCode());
      var pool = Executors.newFixedThreadPool(calls.size());
      try {
        var statuses = new ArrayList<Integer>();
        for (var answer : pool.invokeAll(calls)) {
          statuses.add(answer.get());
        }
        assertThat(statuses.subList(0, 3)).containsOnly(200, 409);
        assertThat(statuses.get(3)).isIn(200, 409);
      } finally {
        pool.shutdown();
      }
      assertThat(table()).isNotEmpty();
      List.of(a, b, c).forEach(Desk::unmerge);
      assertThat(table()).containsExactly(a, b, c);
    }
  }

  @Test
  void ordersThatArriveWhileRecordsAreMergedAreCountedOnce() {
    for (var i = 0; i < 600; i++) {
      others.told(bought(i % 2 == 0 ? a : c, "1", 5));
      if (i % 60 == 0) {
        Desk.merge(a, b).statusCode(200);
      } else if (i % 60 == 30) {
        Desk.unmerge(a).statusCode(200);
      }
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> "300.00".equals(spend(c)));

    await().atMost(Duration.ofSeconds(30)).until(() -> "300.00".equals(spend(a)));
    assertThat(spend(b)).isEqualTo("0.00");
  }

  @Test
  void anOrderThatArrivesInTheMiddleOfAMergeIsTheSurvivors() throws Exception {
    var pool = Executors.newSingleThreadExecutor();
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      // the merge has taken a off the table when it gets here
      statement.execute("SELECT FROM listing WHERE customer_id = '%s' FOR UPDATE".formatted(b));
      var merge = pool.submit(() -> Desk.merge(a, b).extract().statusCode());
      await().atMost(Duration.ofSeconds(30)).until(() -> waitingFor("transactionid") == 1);
      others.told(bought(a, "10", 1));
      // the portion, and the look for purchases that are too old, which comes every second
      await().atMost(Duration.ofSeconds(30)).until(() -> waitingFor("advisory") == 2);
      connection.rollback();

      assertThat(merge.get()).isEqualTo(200);
    } finally {
      pool.shutdown();
    }

    eventually(b, "10.00", 1);
  }

  @Test
  void aMergeOrItsEndTakesRecordsInTheOrderInWhichAnImportDoes() throws Exception {
    Desk.merge(a, b).statusCode(200);

    whileAnImportIsAt(a, List.of(b, c), () -> Desk.merge(b, c));
    whileAnImportIsAt(a, List.of(b), () -> Desk.unmerge(b));
  }

  /** Has the first record locked, and then, while {@code call} waits for it, the others. */
  private void whileAnImportIsAt(
      String first, List<String> others, Callable<ValidatableResponse> call) throws Exception {
    var pool = Executors.newSingleThreadExecutor();
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      var lock = "SELECT FROM customer WHERE customer_id = '%s' FOR UPDATE NOWAIT";
      statement.execute(lock.formatted(first));
      var answer = pool.submit(() -> call.call().extract().statusCode());
      await().atMost(Duration.ofSeconds(30)).until(() -> waitingFor("transactionid") > 0);
      for (var other : others) {
        assertThatCode(() -> statement.execute(lock.formatted(other)))
            .as(other)
            .doesNotThrowAnyException();
      }
      connection.rollback();

      assertThat(answer.get()).isEqualTo(200);
    } finally {
      pool.shutdown();
    }
  }

  /** How many transactions wait for such a lock. */
  private int waitingFor(String event) throws SQLException {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE wait_event_type = 'Lock' AND wait_event = '%s' AND datname = current_database()
                """
                    .formatted(event))) {
      row.next();
      return row.getInt(1);
    }
  }

  private Order bought(String customer, String total, int daysAgo) {
    var at = now.minus(daysAgo, ChronoUnit.DAYS);
    return Order.placed(Desk.newId(), customer, total, at).paid(at);
  }

  private List<String> sorted(String sort) {
    return Desk.walk(Map.of("tag", mark, "sort", sort), 1);
  }

  private static String spend(String id) {
    return Desk.customer(id).getString("spend.amount");
  }

  private void eventually(String id, String spend, int lastDaysAgo) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> spends(id, spend, lastDaysAgo));
  }

  private void spends(String id, String spend, int lastDaysAgo) {
    var customer = Desk.customer(id);
    assertThat(customer.getString("spend.amount")).isEqualTo(spend);
    assertThat(customer.getString("lastOrderAt"))
        .isEqualTo(lastDaysAgo < 0 ? null : now.minus(lastDaysAgo, ChronoUnit.DAYS).toString());
  }

  private void awaitTier(String id, String tier) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> tier.equals(Desk.customer(id).getString("tier")));
  }
}
