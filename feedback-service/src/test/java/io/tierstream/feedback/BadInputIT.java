package io.tierstream.feedback;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.tierstream.embedded.InfrastructureResource;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(InfrastructureResource.class)
class BadInputIT {

  private static final String GOOD =
      """
      {"customerId": "C-1", "kind": "COMPLAINT", "rating": 4.5, "nps": 7, "orderId": "O-1",
       "channel": "web", "text": "was is\\tdas\\n?"}
      """;

  static Stream<Arguments> brokenRules() {
    return Stream.of(
        rule("\"C-1\"", "null", "customerId", "notNull"),
        rule("\"C-1\"", "\"\"", "customerId", "id"),
        rule("\"C-1\"", "\"" + "x".repeat(65) + "\"", "customerId", "id"),
        rule("\"C-1\"", "\"a\\u0000b\"", "customerId", "id"),
        rule("\"C-1\"", "5", "customerId", "type"),
        rule("\"C-1\"", "{}", "customerId", "type"),
        rule("{\"cust", "{\"feedbackId\": \"a b\", \"cust", "feedbackId", "id"),
        rule("{\"cust", "{\"feedbackId\": \"..\", \"cust", "feedbackId", "id"),
        rule("{\"cust", "{\"feedbackId\": \"import\", \"cust", "feedbackId", "reserved"),
        rule("{\"cust", "{\"feedbackId\": \"tiers\", \"cust", "feedbackId", "reserved"),
        rule("{\"cust", "{\"surprise\": 1, \"cust", "surprise", "unknownField"),
        rule("{\"cust", "{\"priority\": \"URGENT\", \"cust", "priority", "unknownField"),
        rule("\"COMPLAINT\"", "null", "kind", "notNull"),
        rule("\"COMPLAINT\"", "\"RANT\"", "kind", "pattern"),
        rule("\"COMPLAINT\"", "\"complaint\"", "kind", "pattern"),
        rule("\"COMPLAINT\"", "2", "kind", "type"),
        rule("4.5", "0.9999", "rating", "decimalMin"),
        rule("4.5", "-1", "rating", "decimalMin"),
        rule("4.5", "5.0001", "rating", "decimalMax"),
        rule("4.5", "\"6\"", "rating", "decimalMax"),
        rule("4.5", "4.00001", "rating", "digits"),
        rule("4.5", "\"1e0\"", "rating", "type"),
        rule("4.5", "1e999999999", "rating", "type"),
        rule("4.5", "\"\"", "rating", "type"),
        rule("4.5", "true", "rating", "type"),
        rule("7", "-1", "nps", "min"),
        rule("7", "11", "nps", "max"),
        rule("7", "7.5", "nps", "type"),
        rule("7", "\"7\"", "nps", "type"),
        rule("\"O-1\"", "\"O 1\"", "orderId", "id"),
        rule("\"web\"", "\"w\\u0000\"", "channel", "printable"),
        rule("\"web\"", "\"" + "w".repeat(65) + "\"", "channel", "size"),
        rule("\"was is", "\"a\\u0000", "text", "freeText"),
        rule("\"was is", "\"a\\ud800", "text", "freeText"),
        rule("\"was is\\tdas\\n?\"", "\" \\n \"", "text", "freeText"),
        rule("was is", "w".repeat(10_000), "text", "size"),
        rule("{\"cust", "{\"occurredAt\": \"yesterday\", \"cust", "occurredAt", "type"),
        rule("{\"cust", "{\"occurredAt\": 5, \"cust", "occurredAt", "type"),
        rule("{\"cust", "{\"occurredAt\": \"2020-01-01T00:00:00\", \"cust", "occurredAt", "type"));
  }

  private static Arguments rule(String good, String bad, String field, String rule) {
    assertThat(GOOD).contains(good);
    return Arguments.of(GOOD.replace(good, bad), field, rule);
  }

  @ParameterizedTest(name = "{1} {2}")
  @MethodSource("brokenRules")
  void aBrokenRuleIsNamedWithItsField(String body, String field, String rule) {
    isProblem(Desk.post("/feedback", body), 400)
        .body("violations.field", hasItem(field), "violations.rule", hasItem(rule))
        .body("violations[0].message", not(emptyOrNullString()));
  }

  @Test
  void theFeedbackWithoutItsMistakesIsTaken() {
    Desk.post("/feedback", GOOD).statusCode(201);
  }

  @ParameterizedTest
  @CsvSource({
    "2099-01-01T00:00:00Z, notAhead",
    "+999999999-12-31T23:59:59Z, notAhead",
    "0001-01-01T00:00:00Z, notBefore",
    "-999999999-01-01T00:00:00Z, notBefore"
  })
  void instantsThatNoOneAcceptsAreUnprocessable(String instant, String rule) {
    isProblem(
            Desk.post(
                "/feedback",
                GOOD.replace("{\"cust", "{\"occurredAt\": \"" + instant + "\", \"cust")),
            422)
        .body("violations[0].field", equalTo("occurredAt"), "violations[0].rule", equalTo(rule));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"rating\": 0} | rating | decimalMin",
        "{\"rating\": 5.5} | rating | decimalMax",
        "{\"rating\": \"2.00001\"} | rating | digits",
        "{\"rating\": []} | rating | type",
        "{\"note\": \"\\u0000\"} | note | freeText",
        "{\"note\": 5} | note | type",
        "{\"surprise\": 5} | surprise | unknownField"
      })
  void aResolutionThatMakesNoSenseIsRefused(String body, String field, String rule) {
    var complaint = Desk.complain(Desk.newId());

    isProblem(Desk.resolve(complaint, body), 400)
        .body("violations[0].field", equalTo(field), "violations[0].rule", equalTo(rule));
    assertThat(Desk.feedback(complaint).getString("status")).isEqualTo("OPEN");
  }

  @Test
  void aResolutionOfMoreThanAMegabyteOrTooLongIsRefused() {
    var complaint = Desk.complain(Desk.newId());

    isProblem(Desk.resolve(complaint, "{\"note\": \"" + "n".repeat(10_001) + "\"}"), 400);
    isProblem(Desk.resolve(complaint, " ".repeat(1_100_000)), 413);
    isProblem(Desk.post("/feedback", GOOD.replace("web", "w".repeat(1_100_000))), 413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nope", "a%00b", "%ed%a0%80", "%20"})
  void unknownIdsAreNotFoundWhateverTheyAre(String id) {
    isProblem(raw("GET", "/feedback/" + id, null), 404);
    isProblem(raw("POST", "/feedback/" + id + "/resolution", "{}"), 404);
    isProblem(raw("GET", "/feedback/import/" + id, null), 404);
    isProblem(raw("GET", "/feedback/import/" + id + "/rejects", null), 404);
  }

  @ParameterizedTest
  @CsvSource({
    "customerId=%00, customerId",
    "customerId=, customerId",
    "kind=FOO, kind",
    "kind=complaint, kind",
    "status=FOO, status",
    "status=%00, status",
    "priority=FOO, priority",
    "sort=receivedAt, sort",
    "sort=%00, sort",
    "limit=0, limit",
    "limit=501, limit",
    "limit=x, limit",
    "after=%00, after",
    "after=AAAA, after",
    "after=LW9jY3VycmVkQXQKeAp5, after",
    "kind=REVIEW&kind=SURVEY, kind",
    "surprise=1, surprise"
  })
  void aListIsAskedForProperly(String query, String field) {
    isProblem(raw("GET", "/feedback?" + query, null), 400).body("violations.field", hasItem(field));
  }

  @Test
  void aCursorIsGoodForItsOwnOrderOnly() {
    var customer = Desk.newId();
    Desk.complain(customer);
    Desk.complain(customer);
    String next =
        given().get("/feedback?limit=1&customerId=" + customer).then().extract().path("next");

    isProblem(raw("GET", "/feedback?sort=dueAt&after=" + next, null), 400)
        .body("violations[0].field", equalTo("after"));
  }

  @Test
  void anIdempotencyKeyIsShort() {
    isProblem(
            given()
                .contentType(ContentType.JSON)
                .header("Idempotency-Key", "k".repeat(65))
                .body(GOOD)
                .post("/feedback")
                .then(),
            400)
        .body("violations[0].field", equalTo("Idempotency-Key"));
  }

  @Test
  void addressesMethodsAndMediaTypesThatAreNotServedAreProblemsToo() {
    isProblem(raw("GET", "/nothing", null), 404);
    isProblem(raw("GET", "/feedback/tiers/nothing", null), 404);
    isProblem(raw("DELETE", "/feedback", null), 405);
    isProblem(raw("DELETE", "/feedback/tiers/rebuild", null), 405);
    isProblem(given().contentType("application/xml").body("<a/>").post("/feedback").then(), 415);
    isProblem(
        given().contentType("application/xml").body("<a/>").post("/feedback/import").then(), 415);
    isProblem(given().accept("image/png").get("/feedback").then(), 406);
  }

  @ParameterizedTest
  @CsvSource({"map=a, map", "map=a=nothing, map", "zone=Nowhere/Land, zone"})
  void anImportIsAskedForProperly(String query, String field) {
    isProblem(
            given()
                .urlEncodingEnabled(false)
                .contentType("text/csv")
                .body("feedbackId,customerId,kind,occurredAt\n")
                .post("/feedback/import?" + query)
                .then(),
            400)
        .body("violations.field", hasItem(field));
  }

  private static ValidatableResponse raw(String method, String path, String body) {
    var request = given().urlEncodingEnabled(false);
    return (body == null ? request : request.contentType(ContentType.JSON).body(body))
        .request(method, path)
        .then();
  }

  private static ValidatableResponse isProblem(ValidatableResponse response, int status) {
    return response
        .statusCode(status)
        .contentType("application/problem+json")
        .body("status", equalTo(status))
        .body("type", not(emptyOrNullString()), "title", not(emptyOrNullString()))
        .body("detail", not(emptyOrNullString()));
  }
}
