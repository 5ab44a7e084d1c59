package io.tierstream.customer;

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
      {"name": "Ada", "phone": "010 1234-5678", "email": "a@b.c", "notes": "two\\nlines", "attributes":
       {"region": "East", "cityTier": 1, "birthYear": 1990, "preferences": ["p"], "tags": ["t"]}}
      """;

  static Stream<Arguments> brokenRules() {
    var east = "\"region\": \"East\"";
    return Stream.of(
        rule("\"Ada\"", "null", "name", "notNull"),
        rule("\"Ada\"", "\"\"", "name", "printable"),
        rule("\"Ada\"", "\"a\\u0000b\"", "name", "printable"),
        rule("\"Ada\"", "\"a\\nb\"", "name", "printable"),
        rule("\"Ada\"", "\"a\\ud800\"", "name", "printable"),
        rule("\"Ada\"", "\"" + "x".repeat(201) + "\"", "name", "size"),
        rule("\"Ada\"", "5", "name", "type"),
        rule("\"Ada\"", "{}", "name", "type"),
        rule("{\"name\"", "{\"customerId\": \"a b\", \"name\"", "customerId", "id"),
        rule("{\"name\"", "{\"customerId\": \"\", \"name\"", "customerId", "id"),
        rule("{\"name\"", "{\"customerId\": 7, \"name\"", "customerId", "type"),
        rule("{\"name\"", "{\"customerId\": \"..\", \"name\"", "customerId", "id"),
        rule("{\"name\"", "{\"customerId\": \"import\", \"name\"", "customerId", "reserved"),
        rule("{\"name\"", "{\"customerId\": \"tiers\", \"name\"", "customerId", "reserved"),
        rule("{\"name\"", "{\"surprise\": 1, \"name\"", "surprise", "unknownField"),
        rule("010 1234-5678", "call me", "phone", "phone"),
        rule("010 1234-5678", "12", "phone", "phone"),
        rule("010 1234-5678", "1".repeat(41), "phone", "size"),
        rule("a@b.c", "nobody", "email", "email"),
        rule("a@b.c", "a@b@c", "email", "email"),
        rule("a@b.c", "a@" + "b".repeat(253), "email", "size"),
        rule("two\\nlines", "\\u0000", "notes", "printable"),
        rule("two\\nlines", "n".repeat(2001), "notes", "size"),
        rule("\"East\"", "\"\"", "attributes.region", "printable"),
        rule("\"East\"", "\"" + "r".repeat(65) + "\"", "attributes.region", "size"),
        rule("\"East\"", "7", "attributes.region", "type"),
        rule(east, "\"surprise\": 1", "attributes.surprise", "unknownField"),
        rule(east, "\"city\": \" \"", "attributes.city", "printable"),
        rule(east, "\"gender\": \"\\t\"", "attributes.gender", "printable"),
        rule(east, "\"industry\": \"\\u2028\"", "attributes.industry", "printable"),
        rule(east, "\"channel\": []", "attributes.channel", "type"),
        rule("\"cityTier\": 1", "\"cityTier\": 0", "attributes.cityTier", "range"),
        rule("\"cityTier\": 1", "\"cityTier\": 10", "attributes.cityTier", "range"),
        rule("\"cityTier\": 1", "\"cityTier\": 1.5", "attributes.cityTier", "type"),
        rule("\"cityTier\": 1", "\"cityTier\": \"1\"", "attributes.cityTier", "type"),
        rule("1990", "1899", "attributes.birthYear", "range"),
        rule("1990", "2999", "attributes.birthYear", "range"),
        rule("[\"p\"]", "[\"p\", \"p\"]", "attributes.preferences[1]", "unique"),
        rule("[\"p\"]", "[null]", "attributes.preferences[0]", "notNull"),
        rule("[\"p\"]", "\"p\"", "attributes.preferences", "type"),
        rule("[\"t\"]", "[\"\"]", "attributes.tags[0]", "printable"),
        rule("[\"t\"]", "[5]", "attributes.tags[0]", "type"),
        rule("[\"t\"]", "[" + "\"t\", ".repeat(50) + "\"u\"]", "attributes.tags", "size"));
  }

  private static Arguments rule(String good, String bad, String field, String rule) {
    assertThat(GOOD).contains(good);
    return Arguments.of(GOOD.replace(good, bad), field, rule);
  }

  @ParameterizedTest(name = "{1} {2}")
  @MethodSource("brokenRules")
  void aBrokenRuleIsNamedWithItsField(String body, String field, String rule) {
    isProblem(Desk.post("/customers", body), 400)
        .body("violations.field", hasItem(field), "violations.rule", hasItem(rule))
        .body("violations[0].message", not(emptyOrNullString()));
  }

  @ParameterizedTest(name = "{1} {2}")
  @MethodSource("brokenRules")
  void aPatchBreaksTheSameRules(String body, String field, String rule) {
    var id = Desk.newId();
    Desk.register(id, "Before", "{\"region\": \"West\"}").statusCode(201);

    isProblem(Desk.patch(id, body), 400)
        .body(
            "violations.field",
            hasItem(field),
            "violations.rule",
            hasItem(field.equals("customerId") ? "unknownField" : rule));
    assertThat(Desk.customer(id).getInt("version")).isEqualTo(1);
  }

  @Test
  void theCustomerWithoutItsMistakesIsTaken() {
    Desk.post("/customers", GOOD).statusCode(201);
  }

  @Test
  void aPatchOfWhatIsNotThereIsRefusedEvenWhenItRemovesIt() {
    var id = Desk.newId();
    Desk.register(id, "Ada", "{}").statusCode(201);

    isProblem(Desk.patch(id, "{\"surprise\": null}"), 400)
        .body("violations[0].rule", equalTo("unknownField"));
    isProblem(Desk.patch(id, "{\"name\": null}"), 400).body("violations[0].field", equalTo("name"));
    isProblem(Desk.patch(id, "{\"name\": {\"a\": 1}}"), 400);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "{}, into, notNull",
        "{'into': null}, into, notNull",
        "{'into': ''}, into, id",
        "{'into': '..'}, into, id",
        "{'into': 'a b'}, into, id",
        "{'into': 7}, into, type",
        "{'into': ['x']}, into, type",
        "{'into': 'x'; 'surprise': 1}, surprise, unknownField",
      })
  void aMergeNamesWhatIsWrongWithIt(String body, String field, String rule) {
    var id = Desk.newId();
    Desk.register(id, "Ada", "{}").statusCode(201);

    var json = body.replace('\'', '"').replace(';', ',');
    isProblem(Desk.post("/customers/" + id + "/merge", json), 400)
        .body("violations.field", hasItem(field), "violations.rule", hasItem(rule));
    assertThat(Desk.customer(id).getString("status")).isEqualTo("REGISTERED");
  }

  @Test
  void aMergeIntoItselfOrNobodyNamesTheSurvivor() {
    var id = Desk.newId();
    Desk.register(id, "Ada", "{}").statusCode(201);

    isProblem(Desk.merge(id, id), 400)
        .body("violations.field", hasItem("into"), "violations.rule", hasItem("other"));
    isProblem(Desk.merge(id, Desk.newId()), 422)
        .body("violations.field", hasItem("into"), "violations.rule", hasItem("known"));
    isProblem(Desk.merge(Desk.newId(), id), 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{", "5", "\"x\"", "{\"into\": \"x\"}", "{} {}"})
  void anUnmergeSaysNothing(String body) {
    isProblem(Desk.post("/customers/x/unmerge", body), 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nope", "a%00b", "%ed%a0%80", "%20"})
  void unknownIdsAreNotFoundWhateverTheyAre(String id) {
    isProblem(raw("GET", "/customers/" + id, null), 404);
    isProblem(raw("PATCH", "/customers/" + id, "{\"name\": \"x\"}"), 404);
    isProblem(raw("POST", "/customers/" + id + "/merge", "{\"into\": \"x\"}"), 404);
    isProblem(raw("POST", "/customers/" + id + "/unmerge", "{}"), 404);
    isProblem(raw("GET", "/customers/import/" + id, null), 404);
    isProblem(raw("GET", "/customers/import/" + id + "/rejects", null), 404);
  }

  /** Who isn't known yet can be erased; see {@link ErasureIT}. */
  @ParameterizedTest
  @ValueSource(strings = {"a%00b", "%ed%a0%80", "%20"})
  void nobodyIsErasedWhoCannotBe(String id) {
    isProblem(raw("DELETE", "/customers/" + id, null), 404);
  }

  @ParameterizedTest
  @CsvSource({
    "q=%00, q",
    "q=%20, q",
    "tier=%00, tier",
    "segment=, segment",
    "region=%ed%a0%80, region",
    "industry=%0a, industry",
    "tag=%20, tag",
    "sort=FOO, sort",
    "sort=--name, sort",
    "limit=0, limit",
    "limit=501, limit",
    "limit=x, limit",
    "after=%00, after",
    "after=AAAA, after",
    "after=Y3VzdG9tZXJJZApBCgk, after",
    "sort=spend&after=c3BlbmQKMWU5OTk5OTk5OTkKMTI, after",
    "sort=since&after=c2luY2UKKzk5OTk5OTk5OS0xMi0zMVQyMzo1OTo1OVoKMTI, after",
    // of spend: not a number; of since: not an instant
    "sort=spend&after=c3BlbmQKeAoxMg, after",
    "sort=since&after=c2luY2UKeAoxMg, after",
    // of another sort
    "sort=name&after=c3BlbmQKMTIKMTI, after",
    "tier=A&tier=B, tier",
    "surprise=1, surprise"
  })
  void theTableIsAskedForProperly(String query, String field) {
    isProblem(raw("GET", "/customers?" + query, null), 400)
        .body("violations[0].field", equalTo(field));
  }

  @Test
  void addressesMethodsAndMediaTypesThatAreNotServedAreProblemsToo() {
    isProblem(raw("GET", "/nothing", null), 404);
    isProblem(raw("PUT", "/customers", null), 405);
    isProblem(raw("GET", "/customers/import", null), 405);
    isProblem(given().contentType("application/xml").body("<a/>").post("/customers").then(), 415);
    isProblem(given().contentType("text/plain").body("a").post("/customers/import").then(), 415);
    isProblem(given().accept("image/png").get("/customers").then(), 406);
  }

  @ParameterizedTest
  @ValueSource(strings = {"map=x", "map=a%3Dsurprise", "zone=Nowhere"})
  void anImportIsAskedForProperly(String query) {
    isProblem(
        given()
            .urlEncodingEnabled(false)
            .contentType("text/csv")
            .body("customerId,name\n1,A\n")
            .post("/customers/import?" + query)
            .then(),
        400);
  }

  @Test
  void aRepeatedRequestIsAnsweredByWhatTheFirstWasAnswered() {
    var key = Desk.newId();
    var first = keyed(key, GOOD).statusCode(201);

    keyed(key, GOOD)
        .statusCode(201)
        .header("Location", equalTo(first.extract().header("Location")))
        .header("ETag", equalTo("\"1\""))
        .body("customerId", equalTo(first.extract().<String>path("customerId")));
    isProblem(keyed(key, GOOD.replace("Ada", "Eve")), 422);
  }

  private static ValidatableResponse keyed(String key, String body) {
    return given()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body(body)
        .post("/customers")
        .then();
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
