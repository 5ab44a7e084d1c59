package io.tierstream.order;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.TopicReader;
import io.tierstream.events.TopicReader.Told;
import io.tierstream.events.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(InfrastructureResource.class)
class OrdersIT {

  @InjectInfrastructure Infrastructure infrastructure;

  @Test
  void anOrderGoesThroughItsLifeAndTellsIt() {
    var customer = Shop.newId();
    var id = Shop.newId();

    Shop.place(id, customer, "129.90")
        .statusCode(201)
        .header("Location", endsWith("/orders/" + id))
        .body("status", equalTo("PLACED"), "version", equalTo(1), "total.amount", equalTo("129.90"))
        .body("total.currency", equalTo("CNY"), "lines[0].unitPrice", equalTo("129.90"));
    Shop.pay(id).statusCode(200).body("status", equalTo("PAID"), "version", equalTo(2));
    Shop.refund(id, "20")
        .body("status", equalTo("PARTIALLY_REFUNDED"), "refunded.amount", equalTo("20.00"));
    Shop.refund(id, "109.90").body("status", equalTo("REFUNDED"), "version", equalTo(4));

    assertThat(Shop.order(id).getString("refunded.amount")).isEqualTo("129.90");
    var told = TopicReader.ofCustomer(infrastructure, Topics.ORDERS, customer, 4);
    assertThat(told)
        .extracting(Told::summary)
        .containsExactly(
            "order.placed.v1 " + id + " 1 PLACED",
            "order.paid.v1 " + id + " 2 PAID",
            "order.refunded.v1 " + id + " 3 PARTIALLY_REFUNDED",
            "order.refunded.v1 " + id + " 4 REFUNDED");
    assertThat(told)
        .allSatisfy(
            event -> {
              assertThat(event.event().source()).isEqualTo("order-service");
              assertThat(event.event().subject()).isEqualTo(id);
              assertThat(event.event().backfill()).isNull();
            });
    assertThat(told.get(1).data().path("paidAt")).isEqualTo(told.get(1).data().path("occurredAt"));
  }

  @Test
  void whatComesOfARequestBelongsToItsTrace() {
    var traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    var customer = Shop.newId();
    var id = Shop.newId();
    Shop.place(id, customer, "10.00").statusCode(201);
    for (var trace : List.of(traceparent, "not a trace")) {
      given()
          .header("traceparent", trace)
          .header("Idempotency-Key", Shop.newId())
          .contentType(ContentType.JSON)
          .body("{}")
          .post("/orders/" + id + (trace.equals(traceparent) ? "/payment" : "/cancellation"))
          .then()
          .statusCode(200);
    }

    assertThat(TopicReader.ofCustomer(infrastructure, Topics.ORDERS, customer, 3))
        .extracting(told -> told.event().traceparent())
        .containsExactly(null, traceparent, null);
  }

  @Test
  void aCancelledPurchaseIsRefundedInFull() {
    var customer = Shop.newId();
    var id = Shop.purchase(customer, "10.00");

    Shop.cancel(id)
        .statusCode(200)
        .body("status", equalTo("CANCELLED"), "refunded.amount", equalTo("10.00"));

    assertThat(TopicReader.ofCustomer(infrastructure, Topics.ORDERS, customer, 3))
        .extracting(Told::summary)
        .endsWith("order.cancelled.v1 " + id + " 3 CANCELLED");
  }

  @Test
  void anOrderWithoutAnIdGetsOne() {
    Shop.place(null, Shop.newId(), "1")
        .statusCode(201)
        .body("orderId", matchesPattern("[0-9a-f-]{36}"));
  }

  @Test
  void instantsAreKeptToTheMicrosecond() {
    var id = Shop.purchase(Shop.newId(), "1");
    var other = Shop.newId();
    Shop.place(other, Shop.newId(), "1");

    Shop.post(
            "/orders/" + other + "/payment", "{\"paidAt\": \"2020-01-02T11:04:05.1234567+08:00\"}")
        .statusCode(200)
        .body("paidAt", equalTo("2020-01-02T03:04:05.123456Z"));
    assertThat(Shop.order(id).getString("paidAt")).matches(".*:\\d\\d(\\.\\d{1,6})?Z");
  }

  @Test
  void impossibleStepsAreConflictsThatNameTheState() {
    var placed = Shop.newId();
    Shop.place(placed, Shop.newId(), "1");
    var partly = Shop.purchase(Shop.newId(), "10");
    Shop.refund(partly, "1");

    Shop.place(placed, Shop.newId(), "1").statusCode(409);
    Shop.refund(placed, "1").statusCode(409).body("detail", containsString("PLACED"));
    Shop.pay(partly).statusCode(409).body("detail", containsString("PARTIALLY_REFUNDED"));
    Shop.cancel(partly)
        .statusCode(409)
        .contentType("application/problem+json")
        .body("detail", containsString("PARTIALLY_REFUNDED"), "status", equalTo(409));
    Shop.refund(partly, "9.01")
        .statusCode(409)
        .body("violations[0].field", equalTo("amount"), "detail", containsString("9.00 CNY"));
  }

  @Test
  void ofConcurrentStepsEachSeesTheOneBefore() throws Exception {
    var customer = Shop.newId();
    var id = Shop.purchase(customer, "10.00");
    List<Callable<Integer>> refunds = new ArrayList<>();
    for (var i = 0; i < 12; i++) {
      refunds.add(() -> Shop.refund(id, "1.00").extract().statusCode());
    }
    var pool = Executors.newFixedThreadPool(6);
    var statuses = new ArrayList<Integer>();
    try {
      for (var answer : pool.invokeAll(refunds)) {
        statuses.add(answer.get());
      }
    } finally {
      pool.shutdown();
    }

    assertThat(statuses).filteredOn(status -> status == 200).hasSize(10);
    assertThat(statuses).filteredOn(status -> status == 409).hasSize(2);
    assertThat(Shop.order(id).getString("status")).isEqualTo("REFUNDED");
    assertThat(Shop.order(id).getInt("version")).isEqualTo(12);
    assertThat(TopicReader.ofCustomer(infrastructure, Topics.ORDERS, customer, 12))
        .extracting(event -> event.data().path("version").asInt())
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
  }

  @Test
  void ofTwoOrdersWithOneIdOnlyOneIsPlaced() throws Exception {
    var id = Shop.newId();
    Callable<Integer> place = () -> Shop.place(id, Shop.newId(), "1").extract().statusCode();
    var pool = Executors.newFixedThreadPool(4);
    try {
      var statuses = new ArrayList<Integer>();
      for (var answer : pool.invokeAll(List.of(place, place, place, place))) {
        statuses.add(answer.get());
      }
      assertThat(statuses).containsExactlyInAnyOrder(201, 409, 409, 409);
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void aListIsWalkedPageByPageNewestFirst() {
    var customer = Shop.newId();
    for (var day = 1; day <= 5; day++) {
      Shop.post(
              "/orders",
              """
              {"orderId": "%s-%d", "customerId": "%s", "currency": "CNY", "placedAt": "2020-01-0%dT00:00:00Z",
               "lines": [{"sku": "A", "quantity": 1, "unitPrice": "1"}]}
              """
                  .formatted(customer, day, customer, Math.min(day, 4)))
          .statusCode(201);
    }
    Shop.pay(customer + "-2");

    var ids = new ArrayList<String>();
    String after = null;
    do {
      var request = given().queryParam("customerId", customer).queryParam("limit", 2);
      var page =
          (after == null ? request : request.queryParam("after", after))
              .get("/orders")
              .then()
              .statusCode(200)
              .extract()
              .jsonPath();
      ids.addAll(page.getList("items.orderId", String.class));
      after = page.getString("next");
    } while (after != null);

    assertThat(ids)
        .containsExactly(
            customer + "-5", customer + "-4", customer + "-3", customer + "-2", customer + "-1");
    given()
        .get("/orders?customerId=" + customer + "&status=PAID")
        .then()
        .body("items.orderId", equalTo(List.of(customer + "-2")), "next", equalTo(null));
    given()
        .get(
            "/orders?customerId=" + customer + "&from=2020-01-02T00:00:00Z&to=2020-01-04T00:00:00Z")
        .then()
        .body("items.orderId", equalTo(List.of(customer + "-3", customer + "-2")));
  }

  @Test
  void aListGoesOnWhereItEndedWhileOrdersComeAndChange() {
    var customer = Shop.newId();
    var ids = new ArrayList<String>();
    for (var i = 0; i < 6; i++) {
      ids.add(0, Shop.purchase(customer, "10"));
    }

    var seen = new ArrayList<String>();
    String after = null;
    do {
      var request = given().queryParam("customerId", customer).queryParam("limit", 2);
      var page =
          (after == null ? request : request.queryParam("after", after)).get("/orders").jsonPath();
      seen.addAll(page.getList("items.orderId", String.class));
      after = page.getString("next");
      Shop.purchase(customer, "10");
      Shop.refund(seen.get(seen.size() - 1), "1").statusCode(200);
    } while (after != null);

    assertThat(seen).containsExactlyElementsOf(ids);
  }

  @Test
  void aStepIsTakenOnlyAtTheVersionThatIsMeant() {
    var id = Shop.newId();
    Shop.place(id, Shop.newId(), "10").header("ETag", equalTo("\"1\""));
    given().get("/orders/" + id).then().header("ETag", equalTo("\"1\""));

    ifMatch("\"2\"", id, "payment", "{}").statusCode(412).contentType("application/problem+json");
    ifMatch("W/\"1\"", id, "payment", "{}").statusCode(412);
    ifMatch("\"1\"", id, "payment", "{}").statusCode(200).header("ETag", equalTo("\"2\""));
    ifMatch("\"1\"", id, "refunds", "{\"amount\": \"1\"}")
        .statusCode(412)
        .body("detail", containsString("version 2"));
    ifMatch("\"1\", \"2\"", id, "refunds", "{\"amount\": \"1\"}").statusCode(200);
    ifMatch("\"2\"", id, "cancellation", "{}").statusCode(412);
    ifMatch("*", id, "refunds", "{\"amount\": \"1\"}").statusCode(200);
    ifMatch("\"1\"", Shop.newId(), "payment", "{}").statusCode(404);

    assertThat(Shop.order(id).getInt("version")).isEqualTo(4);
  }

  private static ValidatableResponse ifMatch(String tags, String id, String step, String json) {
    return given()
        .header("If-Match", tags)
        .contentType(ContentType.JSON)
        .body(json)
        .post("/orders/" + id + "/" + step)
        .then();
  }

  @Test
  void theServiceDescribesItselfAndItsHealth() {
    given()
        .get("/q/openapi?format=json")
        .then()
        .statusCode(200)
        .body("paths.'/orders/{id}/refunds'.post.summary", containsString("Refunds"))
        .body(
            "paths.'/orders/{id}/refunds'.post.parameters.name",
            hasItems("id", "If-Match", "Idempotency-Key"))
        .body("paths.'/orders/{id}/refunds'.post.responses.'412'", notNullValue())
        .body(
            "paths.'/orders'.post.responses.'422'.description", containsString("another request"));
    Shop.awaitUp();
    given().get("/q/metrics").then().statusCode(200).body(containsString("http_server_requests"));
  }
}
