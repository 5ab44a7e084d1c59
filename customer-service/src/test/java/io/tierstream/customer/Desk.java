package io.tierstream.customer;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.imports.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A caller of the service, in few words. */
public final class Desk {

  private Desk() {}

  /** An id that no other test uses. */
  public static String newId() {
    return UUID.randomUUID().toString();
  }

  public static ValidatableResponse post(String path, String json) {
    return given().contentType(ContentType.JSON).body(json).post(path).then();
  }

  /** Registers a customer of that name, with attributes as JSON. */
  public static ValidatableResponse register(String customerId, String name, String attributes) {
    return post(
        "/customers",
        """
        {"customerId": "%s", "name": "%s", "phone": "+86 138 0013 8000", "email": "someone@example.org",
         "notes": "calls in the evening", "attributes": %s}
        """
            .formatted(customerId, name, attributes));
  }

  public static ValidatableResponse patch(String customerId, String json) {
    return given()
        .contentType("application/merge-patch+json")
        .body(json)
        .patch("/customers/" + customerId)
        .then();
  }

  public static ValidatableResponse merge(String customerId, String into) {
    return post("/customers/" + customerId + "/merge", "{\"into\": \"" + into + "\"}");
  }

  public static ValidatableResponse unmerge(String customerId) {
    return given()
        .contentType(ContentType.JSON)
        .post("/customers/" + customerId + "/unmerge")
        .then();
  }

  public static ValidatableResponse erase(String customerId) {
    return given().delete("/customers/" + customerId).then();
  }

  public static JsonPath customer(String customerId) {
    return given().get("/customers/" + customerId).then().statusCode(200).extract().jsonPath();
  }

  public static JsonPath page(Map<String, ?> query) {
    return given().queryParams(query).get("/customers").then().statusCode(200).extract().jsonPath();
  }

  /** The ids of all customers that {@code query} asks for, read in pages of {@code limit}. */
  public static List<String> walk(Map<String, ?> query, int limit) {
    var ids = new ArrayList<String>();
    String after = null;
    do {
      var request = given().queryParams(query).queryParam("limit", limit);
      var page =
          (after == null ? request : request.queryParam("after", after))
              .get("/customers")
              .then()
              .statusCode(200)
              .extract()
              .jsonPath();
      ids.addAll(page.getList("items.customerId", String.class));
      after = page.getString("next");
    } while (after != null);
    return ids;
  }

  /** Imports a file with columns that are called what they are; answers the job when it is over. */
  public static JsonPath imported(String csv) {
    String job =
        given()
            .contentType("text/csv; charset=UTF-8")
            .body(csv)
            .post("/customers/import")
            .then()
            .statusCode(202)
            .extract()
            .path("job");
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> !"RUNNING".equals(job(job).getString("status")));
    return job(job);
  }

  /** What the clock does to a purchase whose time to leave the spend has come. */
  public static void getsTooOld(Infrastructure infrastructure, String orderId) throws SQLException {
    var leave =
        "UPDATE customer_order SET leaves_at = now() WHERE order_id = ? AND leaves_at > now()";
    try (var connection = infrastructure.connect()) {
      if (Sql.update(connection, leave, orderId) != 1) {
        throw new IllegalStateException(orderId + " isn't to leave");
      }
    }
  }

  public static JsonPath job(String job) {
    return given().get("/customers/import/" + job).then().statusCode(200).extract().jsonPath();
  }

  public static String rejects(String job) {
    return given().get("/customers/import/" + job + "/rejects").asString();
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
