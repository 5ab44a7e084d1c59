package io.tierstream.segmentation.messaging;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.SchemaCheck;
import io.tierstream.segmentation.messaging.Shop.Sale;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Orders in other currencies, from the day's rate to the tier. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class RatesIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  @InjectInfrastructure Infrastructure infrastructure;

  private final String customer = "C-" + UUID.randomUUID();
  private final Instant now = Instant.now().truncatedTo(MICROS);
  private Shop shop;

  @BeforeEach
  void open() {
    shop = new Shop(infrastructure);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Tag("domain-1.8")
  @Tag("domain-1.9")
  @Test
  void whatWaitedForARateIsCountedWhenItIsSet() {
    var day = now.minus(Duration.ofDays(40));
    var sale = Sale.paid(customer, "O-1", "250.00", day).in("EUR");
    shop.emit(sale);
    shop.emit(sale.refunded("50.00", now));
    shop.emit(Sale.paid(customer, "O-2", "10.00", now));
    await().atMost(LONG).until(() -> shop.of(customer, "orders.segmentation.dlq").size() == 2);
    await().atMost(LONG).untilAsserted(() -> hasMonetary("10.00", 1));

    rate("EUR", LocalDate.ofInstant(day, ZoneOffset.UTC), "8.005").statusCode(201);
    await().atMost(LONG).untilAsserted(() -> hasMonetary("1611.00", 2));
    // What comes later finds the rate.
    shop.emit(Sale.paid(customer, "O-3", "1.00", day).in("EUR"));
    await().atMost(LONG).untilAsserted(() -> hasMonetary("1619.005", 3));
    for (var record : shop.read("segmentation-inputs")) {
      assertThat(SchemaCheck.violations(CloudEvent.from(record))).isEmpty();
    }
    assertThat(shop.of(customer, "orders.segmentation.dlq")).hasSize(2);
  }

  @Test
  void aRateOnceSetStays() {
    var day = LocalDate.of(2026, 1, 31);
    rate("USD", day, "7.1").statusCode(201).body("rate", equalTo("7.1"));
    rate("USD", day, "7.10").statusCode(200);
    rate("USD", day, "7.2")
        .statusCode(409)
        .contentType("application/problem+json")
        .body("detail", containsString("7.1"));
    rate("USD", day.plusDays(1), "7.2").statusCode(201);
    rate("IDR", day, "0.000438120001").statusCode(201).body("rate", equalTo("0.000438120001"));
    get("/segmentation/rates/USD")
        .then()
        .statusCode(200)
        .body("items.day", contains("2026-02-01", "2026-01-31"))
        .body("items.rate", contains("7.2", "7.1"));
    var next = get("/segmentation/rates/USD?limit=1").<String>path("next");
    get("/segmentation/rates/USD?limit=1&after=" + next)
        .then()
        .body("items.day", contains("2026-01-31"));
  }

  @Test
  void aRateThatMakesNoSenseIsRefused() {
    rate("CNY", LocalDate.of(2026, 1, 31), "1")
        .statusCode(400)
        .body("violations.field", contains("currency"));
    given()
        .contentType("application/json")
        .body("{\"rate\":-1}")
        .put("/segmentation/rates/EURO/yesterday")
        .then()
        .statusCode(400)
        .body("violations.field", contains("currency", "day", "rate"));
    given()
        .contentType("application/json")
        .body("{}")
        .put("/segmentation/rates/EUR/2026-01-31")
        .then()
        .statusCode(400)
        .body("violations.field", contains("rate"));
  }

  private static ValidatableResponse rate(String currency, LocalDate day, String rate) {
    return given()
        .contentType("application/json")
        .body("{\"rate\":\"" + rate + "\"}")
        .put("/segmentation/rates/" + currency + "/" + day)
        .then();
  }

  private void hasMonetary(String monetary, int frequency) {
    get("/segmentation/customers/" + customer)
        .then()
        .body("monetary", equalTo(monetary))
        .body("frequency", equalTo(frequency));
  }
}
