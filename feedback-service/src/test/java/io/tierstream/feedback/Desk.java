package io.tierstream.feedback;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
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

  /** {@code fields} goes behind id, customer and kind: {@code "rating": "4.5"}, or nothing. */
  public static ValidatableResponse say(
      String feedbackId, String customerId, String kind, String fields) {
    return post(
        "/feedback",
        "{\"feedbackId\": %s, \"customerId\": \"%s\", \"kind\": \"%s\"%s}"
            .formatted(
                feedbackId == null ? null : '"' + feedbackId + '"',
                customerId,
                kind,
                fields.isEmpty() ? "" : ", " + fields));
  }

  /** A new open complaint; answers its id. */
  public static String complain(String customerId) {
    var id = newId();
    say(id, customerId, "COMPLAINT", "\"text\": \"broken\"").statusCode(201);
    return id;
  }

  public static ValidatableResponse resolve(String feedbackId, String json) {
    return post("/feedback/" + feedbackId + "/resolution", json);
  }

  public static JsonPath feedback(String feedbackId) {
    return given().get("/feedback/" + feedbackId).then().statusCode(200).extract().jsonPath();
  }

  public static String priority(String feedbackId) {
    return feedback(feedbackId).getString("priority");
  }

  /** All ids of a list, page by page. */
  public static List<String> walk(Map<String, ?> parameters) {
    var ids = new ArrayList<String>();
    String after = null;
    do {
      var page = page(parameters, after);
      ids.addAll(page.getList("items.feedbackId", String.class));
      after = page.getString("next");
    } while (after != null);
    return ids;
  }

  /** One page; {@code after} may be null. */
  public static JsonPath page(Map<String, ?> parameters, String after) {
    var request = given().queryParams(parameters);
    return (after == null ? request : request.queryParam("after", after))
        .get("/feedback")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  /** Uploads a file with columns that are called what they are. */
  public static ValidatableResponse upload(String csv) {
    return given().contentType("text/csv; charset=UTF-8").body(csv).post("/feedback/import").then();
  }

  /** Imports a file; answers the job when it is over. */
  public static JsonPath imported(String csv) {
    return finished(upload(csv).statusCode(202).extract().path("job"));
  }

  public static JsonPath finished(String job) {
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> !"RUNNING".equals(job(job).getString("status")));
    return job(job);
  }

  public static JsonPath job(String job) {
    return given().get("/feedback/import/" + job).then().statusCode(200).extract().jsonPath();
  }

  public static String rejects(String job) {
    return given()
        .get("/feedback/import/" + job + "/rejects")
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }

  /** The view of tiers, when it is built. */
  public static JsonPath builtTiers() {
    await().atMost(Duration.ofSeconds(60)).until(() -> tiers().getString("state").equals("BUILT"));
    return tiers();
  }

  public static JsonPath tiers() {
    return given().get("/feedback/tiers/rebuild").then().statusCode(200).extract().jsonPath();
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
