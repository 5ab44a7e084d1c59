package io.tierstream.customer;

import static io.restassured.RestAssured.given;
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
import io.tierstream.events.Topics;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Purchases in other currencies, in the spend. Each test has a currency of its own. */
@QuarkusTest
@WithTestResource(InfrastructureResource.class)
class RatesIT {

  @InjectInfrastructure Infrastructure infrastructure;

  private Others others;
  private String id;
  private Instant now;
  private LocalDate today;

  @BeforeEach
  void begin() {
    others = new Others(infrastructure);
    id = Desk.newId();
    now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    today = LocalDate.ofInstant(now, ZoneOffset.UTC);
  }

  @AfterEach
  void end() {
    others.close();
  }

  @Test
  void whatIsBoughtBeforeItsRateIsToldCountsFromThenOn() {
    var order = bought("250.00", now).in("GBP");
    others.told(
        order, bought("10.00", now), bought("30.00", now.minus(1, ChronoUnit.DAYS)).in("GBP"));
    Desk.register(id, "Ada", "{\"tags\": [\"" + id + "\"]}");
    eventually(customer -> spend(customer, "10.00"));
    assertThat(Instant.parse(Desk.customer(id).getString("lastOrderAt"))).isEqualTo(now);

    others.worth("GBP", today, "9.1234567891");

    eventually(customer -> spend(customer, "2290.864197275"));
    var row = Desk.page(Map.of("tag", id, "sort", "-spend"));
    assertThat(row.getString("items[0].spend.amount")).isEqualTo("2290.864197275");

    // the other day's rate is another
    others.worth("GBP", today.minusDays(1), "9");
    eventually(customer -> spend(customer, "2560.864197275"));
  }

  @Test
  void theTableSortedBySpendIsReadPageByPageWhateverWasConverted() {
    var tag = id;
    others.worth("CAD", today, "5.123456789012");
    awaitRate("CAD", today);
    var ids = List.of(tag + "-1", tag + "-2", tag + "-3");
    for (var one : ids) {
      id = one;
      Desk.register(one, "Ada", "{\"tags\": [\"" + tag + "\"]}").statusCode(201);
      others.told(bought("1.000" + one.charAt(one.length() - 1), now).in("CAD"));
    }
    // 1.0003 at that rate, to the last of its decimals
    eventually(customer -> spend(customer, "5.1249938260487036"));
    for (var one : ids) {
      id = one;
      eventually(customer -> !spend(customer, "0.00"));
    }

    assertThat(Desk.walk(Map.of("tag", tag, "sort", "spend"), 1)).isEqualTo(ids);
    assertThat(Desk.walk(Map.of("tag", tag, "sort", "-spend"), 1))
        .containsExactly(ids.get(2), ids.get(1), ids.get(0));
  }

  @Test
  void manyRatesAtOnceMissNothing() {
    for (var days = 0; days < 45; days++) {
      others.told(bought("1.00", now.minus(days, ChronoUnit.DAYS)).in("NZD"));
    }
    others.told(bought("0.50", now));
    eventually(customer -> spend(customer, "0.50"));

    for (var days = 0; days < 45; days++) {
      others.worth("NZD", today.minusDays(days), "4");
    }

    eventually(customer -> spend(customer, "180.50"));
  }

  @Test
  void whatIsBoughtAfterItsRateWasToldCountsAtOnceAndRefundsAtTheSameRate() {
    others.worth("EUR", today.minusDays(9), "8.005");
    others.worth("EUR", today, "10");
    awaitRate("EUR", today);
    var paidAt = today.minusDays(9).atStartOfDay(ZoneOffset.UTC).toInstant();
    var order = bought("250.00", paidAt).in("EUR");

    others.told(order);
    eventually(customer -> spend(customer, "2001.25"));

    others.told(order.refunded("50.00"));
    eventually(customer -> spend(customer, "1601.00"));

    others.told(order.refunded("50.00").cancelled());
    eventually(customer -> spend(customer, "0.00"));
  }

  @Test
  void whatIsTooOldDoesNotComeBackWhenItsRateIsTold() {
    var yearAgo = now.minus(365, ChronoUnit.DAYS);
    others.told(
        bought("1", yearAgo.minusSeconds(3600)).in("CHF"),
        bought("2", yearAgo.plusSeconds(12)).in("CHF"),
        bought("4", now).in("CHF"),
        bought("8", now));
    eventually(customer -> spend(customer, "8.00"));

    others.worth("CHF", day(yearAgo.minusSeconds(3600)), "10");
    others.worth("CHF", day(yearAgo.plusSeconds(12)), "10");
    others.worth("CHF", today, "10");

    eventually(customer -> spend(customer, "68.00") || spend(customer, "48.00"));
    // and what is converted leaves like anything else
    eventually(customer -> spend(customer, "48.00"));
  }

  @Test
  void aMergedCustomersPurchaseIsCountedForTheSurvivorWhenItsRateIsTold() {
    var survivor = Desk.newId();
    Desk.register(survivor, "Ada", "{}").statusCode(201);
    Desk.register(id, "Ada", "{}").statusCode(201);
    others.told(bought("5.00", now).in("SEK"));
    eventually(customer -> customer.getString("lastOrderAt") != null);
    Desk.merge(id, survivor).statusCode(200);

    others.worth("SEK", today, "0.7");

    var merged = id;
    id = survivor;
    eventually(customer -> spend(customer, "3.50"));
    Desk.unmerge(merged).statusCode(200);
    id = merged;
    eventually(customer -> spend(customer, "3.50"));
    assertThat(spend(Desk.customer(survivor), "0.00")).isTrue();
  }

  @Test
  void theHighestVersionOfARateHoldsAndItsPurchasesAreCountedAgain() {
    others.worth("NOK", today, "0.7", 2);
    others.worth("NOK", today, "0.6", 1);
    others.told(bought("10.00", now).in("NOK"));
    eventually(customer -> spend(customer, "7.00"));

    others.worth("NOK", today, "0.8", 3);

    eventually(customer -> spend(customer, "8.00"));
  }

  @Test
  void whatIsNoRateIsADeadLetterAndTheOthersAreTaken() {
    others.sendRaw(
        Topics.SEGMENTATION_INPUTS,
        id,
        Others.event("rate.set.v1", "PLN", "{}").toHeaders(),
        "{\"currency\":\"PLN\",\"base\":\"USD\",\"day\":\"2026-01-31\",\"rate\":\"1\",\"version\":1}"
            .getBytes(UTF_8));
    others.send(
        Topics.SEGMENTATION_INPUTS,
        id,
        "pin.removed.v1",
        id,
        "{\"customerId\":\"" + id + "\",\"version\":1,\"occurredAt\":\"2026-01-31T00:00:00Z\"}");
    others.worth("PLN", today, "1.9");
    others.told(bought("10.00", now).in("PLN"));

    eventually(customer -> spend(customer, "19.00"));
    assertThat(
            TopicReader.deadLetters(
                infrastructure, Topics.SEGMENTATION_INPUTS + ".customer-service.dlq", id, 1))
        .hasSize(1);
  }

  @Test
  void aLostViewIsBuiltAgainFromTheTopicByOneCommand() throws SQLException {
    others.worth("DKK", today, "0.9");
    var order = bought("10.00", now).in("DKK");
    others.told(order);
    eventually(customer -> spend(customer, "9.00"));
    execute(
        "DELETE FROM rate WHERE currency = 'DKK'",
        "UPDATE customer_order SET counted = 0, leaves_at = NULL WHERE customer_id = '" + id + "'",
        "UPDATE listing SET spend = 0 WHERE customer_id = '" + id + "'");

    given().post("/customers/rates/rebuild").then().statusCode(202);

    await().atMost(Duration.ofSeconds(30)).until(RatesIT::isBuilt);
    eventually(customer -> spend(customer, "9.00"));
    others.told(order.refunded("5.00"));
    eventually(customer -> spend(customer, "4.50"));
  }

  private static boolean isBuilt() {
    var view = given().get("/customers/rates/rebuild").jsonPath();
    return view.getString("state").equals("BUILT") && view.getLong("records") > 0;
  }

  private Order bought(String total, Instant at) {
    return Order.placed(Desk.newId(), id, total, at).paid(at);
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }

  private void awaitRate(String currency, LocalDate day) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              try (var connection = infrastructure.connect();
                  var rows =
                      connection
                          .createStatement()
                          .executeQuery(
                              "SELECT FROM rate WHERE currency = '%s' AND day = '%s'"
                                  .formatted(currency, day))) {
                return rows.next();
              }
            });
  }

  private JsonPath eventually(Predicate<JsonPath> wanted) {
    await()
        .atMost(Duration.ofSeconds(40))
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

  private void execute(String... statements) throws SQLException {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
