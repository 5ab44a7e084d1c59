package io.tierstream.order;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** A caller of the service, in few words. */
public final class Shop {

  private static final String ORDER =
      """
      {"orderId": %s, "customerId": "%s", "currency": "CNY", "channel": "web",
       "lines": [{"sku": "CAM-7", "category": "camera", "quantity": 1, "unitPrice": "%s"}]}
      """;

  private Shop() {}

  /** An id that no other test uses. */
  public static String newId() {
    return UUID.randomUUID().toString();
  }

  public static ValidatableResponse post(String path, String json) {
    return given().contentType(ContentType.JSON).body(json).post(path).then();
  }

  public static ValidatableResponse place(String orderId, String customerId, String price) {
    return post(
        "/orders",
        ORDER.formatted(orderId == null ? null : '"' + orderId + '"', customerId, price));
  }

  /** A new paid order of {@code price}; answers its id. */
  public static String purchase(String customerId, String price) {
    var id = newId();
    place(id, customerId, price).statusCode(201);
    pay(id).statusCode(200);
    return id;
  }

  public static ValidatableResponse pay(String orderId) {
    return post("/orders/" + orderId + "/payment", "{}");
  }

  public static ValidatableResponse refund(String orderId, String amount) {
    return post("/orders/" + orderId + "/refunds", "{\"amount\": \"" + amount + "\"}");
  }

  public static ValidatableResponse cancel(String orderId) {
    return post("/orders/" + orderId + "/cancellation", "{\"reason\": \"changed my mind\"}");
  }

  public static JsonPath order(String orderId) {
    return given().get("/orders/" + orderId).then().statusCode(200).extract().jsonPath();
  }

  /** Uploads a file with columns that are called what they are. */
  public static ValidatableResponse upload(String csv, Map<String, String> parameters) {
    return given()
        .contentType("text/csv; charset=UTF-8")
        .queryParams(parameters)
        .body(csv)
        .post("/orders/import")
        .then();
  }

  /** Imports a file in GBP and UTC; answers the job when it is over. */
  public static JsonPath imported(String csv) {
    return finished(upload(csv, Map.of("currency", "GBP")).statusCode(202).extract().path("job"));
  }

  public static JsonPath finished(String job) {
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> !"RUNNING".equals(job(job).getString("status")));
    return job(job);
  }

  public static JsonPath job(String job) {
    return given().get("/orders/import/" + job).then().statusCode(200).extract().jsonPath();
  }

  public static String rejects(String job) {
    return given()
        .get("/orders/import/" + job + "/rejects")
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }

  /**
   * Returns when all is well: a broker that has much to do is slow to answer the first that asks.
   */
  public static void awaitUp() {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> given().get("/q/health").then().statusCode(200).body("status", equalTo("UP")));
  }
}
