package io.tierstream.order;

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
import java.util.List;
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
      {"customerId": "C-1", "currency": "CNY", "channel": "web",
       "lines": [{"sku": "A", "category": "c", "quantity": 1, "unitPrice": "1.00"}]}
      """;

  static Stream<Arguments> brokenRules() {
    return Stream.of(
        rule("\"C-1\"", "null", "customerId", "notNull"),
        rule("\"C-1\"", "\"\"", "customerId", "id"),
        rule("\"C-1\"", "\"" + "x".repeat(65) + "\"", "customerId", "id"),
        rule("\"C-1\"", "\"a\\u0000b\"", "customerId", "id"),
        rule("\"C-1\"", "5", "customerId", "type"),
        rule("\"C-1\"", "{}", "customerId", "type"),
        rule("{\"customerId\"", "{\"orderId\": \"a b\", \"customerId\"", "orderId", "id"),
        rule("{\"customerId\"", "{\"orderId\": \"..\", \"customerId\"", "orderId", "id"),
        rule("\"C-1\"", "\".\"", "customerId", "id"),
        rule("{\"customerId\"", "{\"orderId\": \"import\", \"customerId\"", "orderId", "reserved"),
        rule("{\"customerId\"", "{\"surprise\": 1, \"customerId\"", "surprise", "unknownField"),
        rule("CNY", "XYZ", "currency", "currencyCode"),
        rule("CNY", "cny", "currency", "currencyCode"),
        rule("CNY", "XXX", "currency", "currencyCode"),
        rule("\"web\"", "\"w\\u0000\"", "channel", "printable"),
        rule("\"web\"", "\"" + "w".repeat(65) + "\"", "channel", "size"),
        rule("[{\"sku\": \"A\"", "[null, {\"sku\": \"A\"", "lines[0]", "notNull"),
        rule("\"A\"", "\"a\\ud800\"", "lines[0].sku", "printable"),
        rule("\"A\"", "\"  \"", "lines[0].sku", "printable"),
        rule("\"A\"", "\"" + "s".repeat(65) + "\"", "lines[0].sku", "size"),
        rule("\"c\"", "\"\\n\"", "lines[0].category", "printable"),
        rule("\"quantity\": 1", "\"quantity\": 0", "lines[0].quantity", "min"),
        rule("\"quantity\": 1", "\"quantity\": -1", "lines[0].quantity", "min"),
        rule("\"quantity\": 1", "\"quantity\": 1000001", "lines[0].quantity", "max"),
        rule("\"quantity\": 1", "\"quantity\": 1.5", "lines[0].quantity", "type"),
        rule("\"quantity\": 1", "\"quantity\": \"1\"", "lines[0].quantity", "type"),
        rule("\"quantity\": 1", "\"quantity\": true", "lines[0].quantity", "type"),
        rule("\"quantity\": 1", "\"quantity\": null", "lines[0].quantity", "notNull"),
        rule("\"1.00\"", "\"-0.01\"", "lines[0].unitPrice", "decimalMin"),
        rule("\"1.00\"", "\"1.00001\"", "lines[0].unitPrice", "digits"),
        rule("\"1.00\"", "\"1e999999999\"", "lines[0].unitPrice", "type"),
        rule("\"1.00\"", "1e999999999", "lines[0].unitPrice", "type"),
        rule("\"1.00\"", "\"1234567890\"", "lines[0].unitPrice", "digits"),
        rule("\"1.00\"", "{}", "lines[0].unitPrice", "type"),
        rule("\"1.00\"", "\"\"", "lines[0].unitPrice", "type"),
        rule("{\"customerId\"", "{\"placedAt\": \"yesterday\", \"customerId\"", "placedAt", "type"),
        rule("{\"customerId\"", "{\"placedAt\": 5, \"customerId\"", "placedAt", "type"),
        rule(
            "{\"customerId\"",
            "{\"placedAt\": \"2020-01-01T00:00:00\", \"customerId\"",
            "placedAt",
            "type"));
  }

  private static Arguments rule(String good, String bad, String field, String rule) {
    assertThat(GOOD).contains(good);
    return Arguments.of(GOOD.replace(good, bad), field, rule);
  }

  @ParameterizedTest(name = "{1} {2}")
  @MethodSource("brokenRules")
  void aBrokenRuleIsNamedWithItsField(String body, String field, String rule) {
    isProblem(Shop.post("/orders", body), 400)
        .body("violations.field", hasItem(field), "violations.rule", hasItem(rule))
        .body("violations[0].message", not(emptyOrNullString()));
  }

  @Test
  void everyMistakeOfARequestIsNamedAtOnce() {
    isProblem(
            Shop.post(
                "/orders",
                """
                {"customerId": 5, "currency": "cny", "surprise": 1, "placedAt": "yesterday",
                 "lines": [7, {"sku": [], "quantity": 0, "unitPrice": "x"},
                           {"sku": "A", "quantity": 99999999999, "unitPrice": "1"}]}
                """),
            400)
        .body(
            "violations.collect { it.field + ' ' + it.rule }",
            equalTo(
                List.of(
                    "currency currencyCode",
                    "customerId type",
                    "lines[0] type",
                    "lines[1].quantity min",
                    "lines[1].sku type",
                    "lines[1].unitPrice type",
                    "lines[2].quantity range",
                    "placedAt type",
                    "surprise unknownField")));
  }

  @Test
  void whatIsRightIsNotNamedBesideAMistake() {
    isProblem(
            Shop.post(
                "/orders",
                """
                {"lines": [{"sku": "A", "quantity": 99999999999, "unitPrice": 12345678.91},
                           {"sku": "B", "quantity": 1, "unitPrice": 0.0001},
                           {"sku": "C", "quantity": 1, "unitPrice": 10000000.00},
                           {"sku": "D", "quantity": 1, "unitPrice": 1e3}],
                 "currency": "CNY", "customerId": 5}
                """),
            400)
        .body(
            "violations.collect { it.field + ' ' + it.rule }",
            equalTo(
                List.of("customerId type", "lines[0].quantity range", "lines[3].unitPrice type")));
  }

  @Test
  void theOrderWithoutItsMistakesIsTaken() {
    Shop.post("/orders", GOOD).statusCode(201);
  }

  @Test
  void aNumberOutOfRangeIsNamedWithItsField() {
    var body = GOOD.replace("\"quantity\": 1", "\"quantity\": 99999999999");

    isProblem(Shop.post("/orders", body), 400)
        .body(
            "violations[0].field",
            equalTo("lines[0].quantity"),
            "violations[0].rule",
            equalTo("range"));
  }

  @Test
  void aTotalThatConsumersCannotCountWithIsRefused() {
    var line = "{\"sku\": \"A\", \"quantity\": 1000000, \"unitPrice\": \"%s\"}";
    var order = "{\"customerId\": \"C\", \"currency\": \"CNY\", \"lines\": [" + line + "]}";

    isProblem(Shop.post("/orders", order.formatted("100000000")), 400)
        .body("violations[0].field", equalTo("lines"), "violations[0].rule", equalTo("total"));
    Shop.post("/orders", order.formatted("99999999.9999")).statusCode(201);
  }

  @Test
  void moreThanAThousandLinesAreTooMany() {
    var line = "{\"sku\": \"A\", \"quantity\": 1, \"unitPrice\": \"1\"}";
    var lines = (line + ",").repeat(1000) + line;

    isProblem(
            Shop.post(
                "/orders",
                "{\"customerId\": \"C\", \"currency\": \"CNY\", \"lines\": [" + lines + "]}"),
            400)
        .body("violations[0].field", equalTo("lines"), "violations[0].rule", equalTo("size"));
    isProblem(
            Shop.post("/orders", "{\"customerId\": \"C\", \"currency\": \"CNY\", \"lines\": []}"),
            400)
        .body("violations[0].rule", equalTo("notEmpty"));
  }

  @ParameterizedTest
  @CsvSource({
    "2099-01-01T00:00:00Z, notAhead",
    "+999999999-12-31T23:59:59Z, notAhead",
    "0001-01-01T00:00:00Z, notBefore",
    "-999999999-01-01T00:00:00Z, notBefore"
  })
  void instantsThatNoOneAcceptsAreUnprocessable(String instant, String rule) {
    var order = Shop.newId();
    Shop.place(order, Shop.newId(), "1");

    isProblem(
            Shop.post(
                "/orders", GOOD.replace("{\"cust", "{\"placedAt\": \"" + instant + "\", \"cust")),
            422)
        .body("violations[0].field", equalTo("placedAt"), "violations[0].rule", equalTo(rule));
    isProblem(Shop.post("/orders/" + order + "/payment", "{\"paidAt\": \"" + instant + "\"}"), 422)
        .body("violations[0].field", equalTo("paidAt"), "violations[0].rule", equalTo(rule));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | amount | notNull",
        "{\"amount\": \"0\"} | amount.amount | positive",
        "{\"amount\": \"-1\"} | amount.amount | positive",
        "{\"amount\": \"0.00001\"} | amount.amount | digits",
        "{\"amount\": {\"amount\": \"1\", \"currency\": \"QQQ\"}} | amount.currency | currencyCode",
        "{\"amount\": {\"amount\": \"1\", \"surprise\": 1}} | amount.surprise | unknownField",
        "{\"amount\": []} | amount | type",
        "{\"amount\": \"1\", \"reason\": \"\\u0000\"} | reason | printable"
      })
  void aRefundThatMakesNoSenseIsRefused(String body, String field, String rule) {
    var order = Shop.purchase(Shop.newId(), "10");

    isProblem(Shop.post("/orders/" + order + "/refunds", body), 400)
        .body("violations[0].field", equalTo(field), "violations[0].rule", equalTo(rule));
  }

  @Test
  void everyMistakeOfARefundIsNamedAtOnce() {
    var order = Shop.purchase(Shop.newId(), "10");

    isProblem(
            Shop.post(
                "/orders/" + order + "/refunds",
                "{\"amount\": {\"amount\": [], \"currency\": 7, \"surprise\": 1}, \"reason\": 5}"),
            400)
        .body(
            "violations.collect { it.field + ' ' + it.rule }",
            equalTo(
                List.of(
                    "amount.amount type",
                    "amount.currency type",
                    "amount.surprise unknownField",
                    "reason type")));
  }

  @Test
  void aRefundInAnotherCurrencyIsUnprocessable() {
    var order = Shop.purchase(Shop.newId(), "10");

    isProblem(
            Shop.post(
                "/orders/" + order + "/refunds",
                "{\"amount\": {\"amount\": \"1\", \"currency\": \"GBP\"}}"),
            422)
        .body(
            "violations[0].field",
            equalTo("amount.currency"),
            "violations[0].rule",
            equalTo("currencyOfOrder"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nope", "a%00b", "%ed%a0%80", "%20"})
  void unknownIdsAreNotFoundWhateverTheyAre(String id) {
    isProblem(raw("GET", "/orders/" + id, null), 404);
    isProblem(raw("POST", "/orders/" + id + "/payment", "{}"), 404);
    isProblem(raw("POST", "/orders/" + id + "/refunds", "{\"amount\": \"1\"}"), 404);
    isProblem(raw("POST", "/orders/" + id + "/cancellation", "{}"), 404);
    isProblem(raw("GET", "/orders/import/" + id, null), 404);
    isProblem(raw("GET", "/orders/import/" + id + "/rejects", null), 404);
  }

  @ParameterizedTest
  @CsvSource({
    "customerId=%00, customerId",
    "status=FOO, status",
    "from=yesterday, from",
    "to=2020-01-01, to",
    "limit=0, limit",
    "limit=501, limit",
    "limit=x, limit",
    "after=%00, after",
    "after=AAAA, after",
    "after=, after",
    "after=LXBsYWNlZEF0, after",
    "after=LXBsYWNlZEF0Cis5OTk5OTk5OTktMTItMzFUMjM6NTk6NTlaCk8, after",
    "after=LXBsYWNlZEF0CjIwMjYtMDEtMDFUMDA6MDA6MDBaCgk, after",
    "limit=1&limit=2, limit",
    "sort=total, sort"
  })
  void aListIsAskedForProperly(String query, String field) {
    isProblem(raw("GET", "/orders?" + query, null), 400)
        .body("violations[0].field", equalTo(field));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\tb"})
  void aKeyThatIsNoneIsRefusedBeforeAnythingIsDone(String key) {
    var order = Shop.purchase(Shop.newId(), "10");
    for (var bad : List.of(key, "k".repeat(65))) {
      for (var step : List.of("", "/" + order + "/payment", "/" + order + "/refunds")) {
        isProblem(
                given()
                    .header("Idempotency-Key", bad)
                    .contentType(ContentType.JSON)
                    .body(step.isEmpty() ? GOOD : "{}")
                    .post("/orders" + step)
                    .then(),
                400)
            .body("violations[0].field", equalTo("Idempotency-Key"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "'2'", "\"2", "\"2\", 3", "\"2\"\"3\"", "**", "w/\"2\"", ","})
  void anEntityTagThatIsNoneIsRefused(String tag) {
    var order = Shop.purchase(Shop.newId(), "10");

    for (var step : List.of("payment", "refunds", "cancellation")) {
      isProblem(
              given()
                  .header("If-Match", tag)
                  .contentType(ContentType.JSON)
                  .body(step.equals("refunds") ? "{\"amount\": \"1\"}" : "{}")
                  .post("/orders/" + order + "/" + step)
                  .then(),
              400)
          .body("violations[0].field", equalTo("If-Match"));
    }
    assertThat(Shop.order(order).getInt("version")).isEqualTo(2);
  }

  @Test
  void addressesMethodsAndMediaTypesThatAreNotServedAreProblemsToo() {
    isProblem(raw("GET", "/nothing", null), 404);
    isProblem(raw("DELETE", "/orders", null), 405);
    isProblem(given().contentType("application/xml").body("<a/>").post("/orders").then(), 415);
    isProblem(given().accept("image/png").get("/orders").then(), 406);
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
