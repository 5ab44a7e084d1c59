package io.tierstream.segmentation.messaging;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.SchemaCheck;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.messaging.Shop.Sale;
import io.tierstream.segmentation.persistence.ModelJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What operators decide, from the request to everybody's tier. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class ModelsAndPinsIT {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String MODELS = "/segmentation/models";

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

  @Tag("domain-2.1")
  @Tag("domain-2.17")
  @Tag("domain-2.25")
  @Test
  void aPublishedModelJudgesEverybodyFromItsInstantOn() {
    var others = List.of("C-" + UUID.randomUUID(), "C-" + UUID.randomUUID(), customer);
    others.forEach(who -> shop.emit(Sale.paid(who, "O-of-" + who, "2000.00", now)));
    others.forEach(who -> awaitTier(who, "SILVER"));

    var number = drafted("{\"monetary\":[500,1000,1500,2000]}");
    get(MODELS + "/" + number)
        .then()
        .statusCode(200)
        .body("state", equalTo("DRAFT"))
        .body("cutOffs", equalTo("FIXED"))
        .body("effectiveAt", nullValue())
        .body("definition.monetary", contains("500", "1000", "1500", "2000"))
        .body("definition.window", equalTo("P365D"));
    var published = publish(number).statusCode(200).body("state", equalTo("PUBLISHED"));
    var effectiveAt = Instant.parse(published.extract().path("effectiveAt"));

    others.forEach(who -> awaitTier(who, "GOLD"));
    for (var who : others) {
      var change = shop.awaitTierChanges(who, 2).get(1);
      assertThat(change.get("cause").get("type").asText()).isEqualTo("MODEL_PUBLISHED");
      assertThat(change.get("model").asInt()).isEqualTo(number);
      assertThat(Instant.parse(change.get("effectiveAt").asText())).isEqualTo(effectiveAt);
      get("/segmentation/customers/" + who).then().body("model", equalTo(number));
    }
    var inputs = publications(number);
    assertThat(inputs).hasSize(Shop.PARTITIONS);
    publish(number).statusCode(409);
    given()
        .contentType("application/json")
        .body("{}")
        .put(MODELS + "/" + number)
        .then()
        .statusCode(409)
        .contentType("application/problem+json");

    // Who comes later is judged by it, too.
    var late = "C-" + UUID.randomUUID();
    shop.emit(Sale.paid(late, "O-late", "2000.00", Instant.now()));
    awaitTier(late, "GOLD");
    get("/segmentation/customers/" + late + "/explanation").then().body("model", equalTo(number));
    // Not to disturb who comes after.
    var restored = drafted("{\"monetary\":[500,2000,5000,20000]}");
    publish(restored).statusCode(200);
    var heard = "SELECT count(*) FROM model_in_force WHERE number = " + restored;
    var tables = new Tables(infrastructure);
    await().atMost(LONG).until(() -> ("" + Shop.PARTITIONS).equals(tables.ask(heard)));
  }

  @Tag("domain-2.18")
  @Tag("domain-2.22")
  @Test
  void cutOffsAreFittedToEverybodyWhenTheModelIsPublished() {
    var prefix = "F-" + UUID.randomUUID();
    for (int i = 1; i <= 5; i++) {
      shop.emit(Sale.paid(prefix + i, "O-" + prefix + i, i + "000.00", now));
    }
    for (int i = 1; i <= 5; i++) {
      var who = prefix + i;
      await().atMost(LONG).until(() -> get("/segmentation/customers/" + who).statusCode() == 200);
    }
    var number = drafted("{\"cutOffs\":\"QUANTILE\"}");
    publish(number)
        .statusCode(200)
        .body("cutOffs", equalTo("QUANTILE"))
        .body("definition.frequency", contains(2, 2, 2, 2))
        .body("impossibleScores.figure", hasItem("f"));
    int customers = get(MODELS + "/" + number).path("definition.fitted.customers");
    assertThat(customers).isGreaterThanOrEqualTo(5);
    // What was fitted to the seconds of this test is nothing to judge those by that come after.
    publish(
            drafted(
                """
                {"recency":["P30D","P60D","P120D","P240D"],"frequency":[2,4,8,16],
                 "monetary":[500,2000,5000,20000]}"""))
        .statusCode(200);
  }

  @Test
  void aDraftIsOnlyChangedByWhoKnowsIt() {
    var number = drafted("{}");
    given()
        .contentType("application/json")
        .header("If-Match", "\"0\"")
        .body(
            "{\"window\":\"LIFETIME\",\"monetaryBy\":\"AVERAGE\",\"segmentMap\":\"EIGHT_CLASSES\"}")
        .put(MODELS + "/" + number)
        .then()
        .statusCode(200)
        .header("ETag", "\"1\"")
        .body("definition.window", nullValue())
        .body("definition.monetaryBy", equalTo("AVERAGE"))
        .body("definition.segments.segment", hasItem("重要价值"));
    given()
        .contentType("application/json")
        .header("If-Match", "\"0\"")
        .body("{}")
        .put(MODELS + "/" + number)
        .then()
        .statusCode(412);
    given()
        .header("If-Match", "\"0\"")
        .post(MODELS + "/" + number + "/publication")
        .then()
        .statusCode(412);
    get(MODELS + "?limit=1").then().statusCode(200).body("items[0].number", equalTo(number));
    get(MODELS + "/1").then().statusCode(200).body("state", equalTo("PUBLISHED"));
    get(MODELS + "/999999").then().statusCode(404);
    get(MODELS + "/x").then().statusCode(404);
  }

  @Test
  void whatNoModelCanBeIsNamedPartByPart() {
    given()
        .contentType("application/json")
        .body(
            """
            {"monetary":[500,400,5000,20000],"weights":{"r":0,"f":0,"m":0,"s":10},
             "tiers":[{"name":"A","enter":1,"keep":2}],
             "segments":[{"segment":"x","r":[5]}]}""")
        .post(MODELS)
        .then()
        .statusCode(422)
        .contentType("application/problem+json")
        .body("violations.field", contains("monetary", "weights", "tiers", "segments"))
        .body("violations[2].message", equalTo("can't be so: A: keep must not be above enter"))
        .body(
            "violations[3].message",
            equalTo(
                "must cover every combination of r-f-m; 100 of 125 are missing, the first is"
                    + " 1-1-1"));
    given()
        .contentType("application/json")
        .body("{\"recency\":[30,60],\"monetary\":[-1,2,3,4],\"cutOffs\":\"GUESSED\",\"mood\":1}")
        .post(MODELS)
        .then()
        .statusCode(400)
        .body("violations.field", hasItem("cutOffs"))
        .body("violations.field", hasItem("mood"));
    var shadowed =
        given()
            .contentType("application/json")
            .body("{\"segments\":[{\"segment\":\"all\"},{\"segment\":\"nobody\",\"r\":[1]}]}")
            .post(MODELS)
            .then()
            .statusCode(201);
    shadowed.body("shadowedSegments", contains(1));
  }

  @Test
  void aModelThatThePartitionsHaveIsNoDraft() {
    shop.emit(Sale.paid(customer, "O-1", "2000.00", now));
    awaitTier(customer, "SILVER");
    // A database that begins anew: somebody drafts before the topic's own model of the number.
    var number = drafted("{\"monetary\":[1,2,3,4]}");

    tell(number, Instant.now().truncatedTo(MICROS));

    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                get("/segmentation/customers/" + customer)
                    .then()
                    .statusCode(200)
                    .body("model", equalTo(number)));
    get(MODELS + "/" + number)
        .then()
        .body("state", equalTo("PUBLISHED"))
        .body("definition.monetary", contains("500", "2000", "5000", "20000"));
    publish(number).statusCode(409);
  }

  @Test
  @Tag("domain-7.6")
  void aModelIsKnownFromWhenItsPartitionHasHeardOfIt() {
    var number = drafted("{}");
    var effectiveAt = Instant.now().truncatedTo(MICROS);
    shop.emit(Sale.paid(customer, "O-1", "2000.00", Instant.now()));
    awaitTier(customer, "SILVER");
    var current = get("/segmentation/customers/" + customer + "?knownAt=" + Instant.now());
    int model = current.path("model");
    var question = "?knownAt=%1$s&effectiveAt=%1$s".formatted(current.<String>path("knownAt"));
    var answer = ask(question).extract().asString();

    tell(number, effectiveAt);

    await().atMost(LONG).untilAsserted(() -> ask("").body("model", equalTo(number)));
    assertThat(ask(question).body("model", equalTo(model)).extract().asString()).isEqualTo(answer);
    ask("?knownAt=" + Instant.now()).body("model", equalTo(number));
  }

  private ValidatableResponse ask(String question) {
    return get("/segmentation/customers/" + customer + question).then().statusCode(200);
  }

  /** The first model as one of another number, to every partition. */
  private void tell(int number, Instant effectiveAt) {
    var json =
        """
        {"model":%d,"effectiveAt":"%s","occurredAt":"%s","definition":%s}"""
            .formatted(number, effectiveAt, effectiveAt, ModelJson.write(ScoringModel.standard()));
    for (int partition = 0; partition < Shop.PARTITIONS; partition++) {
      var event = Shop.event("model.published.v1", "" + number, effectiveAt, null, json);
      shop.send(
          "segmentation-inputs", partition, effectiveAt, ("" + number).getBytes(UTF_8), event);
    }
  }

  @Test
  void aPinHoldsTheTierUntilItIsTakenAway() {
    shop.emit(Sale.paid(customer, "O-1", "2000.00", now));
    awaitTier(customer, "SILVER");
    var until = Instant.now().plus(Duration.ofDays(30)).truncatedTo(MICROS);
    pin("{\"tier\":\"DIAMOND\",\"until\":\"%s\",\"reason\":\"our first customer\"}", until)
        .statusCode(202)
        .body("tier", equalTo("DIAMOND"));
    awaitTier(customer, "DIAMOND");
    get("/segmentation/customers/" + customer + "/pin")
        .then()
        .statusCode(200)
        .body("reason", equalTo("our first customer"));
    var change = shop.awaitTierChanges(customer, 2).get(1);
    assertThat(change.get("kind").asText()).isEqualTo("UPGRADE");
    assertThat(change.get("cause").get("type").asText()).isEqualTo("PIN");
    assertThat(change.get("crossed").isNull()).isTrue();
    shop.emit(Sale.paid(customer, "O-2", "10.00", Instant.now()));
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> get("/segmentation/customers/" + customer).then().body("frequency", equalTo(2)));
    get("/segmentation/customers/" + customer).then().body("tier", equalTo("DIAMOND"));

    given().delete("/segmentation/customers/" + customer + "/pin").then().statusCode(202);
    // It can't be kept: it falls when the grace is over, as any other.
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(get("/segmentation/customers/" + customer).<String>path("belowSince"))
                    .isNotNull());
    get("/segmentation/customers/" + customer).then().body("tier", equalTo("DIAMOND"));
    given().delete("/segmentation/customers/" + customer + "/pin").then().statusCode(404);
    get("/segmentation/customers/" + customer + "/pin").then().statusCode(404);
    assertThat(shop.of(customer, "segmentation-inputs")).hasSize(2);
    for (var topic : List.of("tier-changes", "segmentation-inputs")) {
      for (var record : shop.read(topic)) {
        assertThat(SchemaCheck.violations(CloudEvent.from(record))).isEmpty();
        assertThat(Shop.json(record).toString()).doesNotContain("our first customer");
      }
    }
  }

  @Test
  void aPinThatMakesNoSenseIsRefused() {
    var until = Instant.now().plus(Duration.ofDays(30));
    pin("{\"tier\":\"GOLD\",\"until\":\"%s\",\"reason\":\"x\"}", until).statusCode(404);
    shop.emit(Sale.paid(customer, "O-1", "2000.00", now));
    awaitTier(customer, "SILVER");
    pin("{\"tier\":\"WOOD\",\"until\":\"%s\",\"reason\":\"x\"}", until)
        .statusCode(422)
        .body("violations[0].field", equalTo("tier"));
    pin("{\"tier\":\"GOLD\",\"until\":\"%s\",\"reason\":\"x\"}", now.minusSeconds(1))
        .statusCode(422)
        .body("violations[0].field", equalTo("until"));
    pin("{\"tier\":\"GOLD\",\"until\":\"%s\",\"reason\":\"x\"}", now.plus(Duration.ofDays(36_501)))
        .statusCode(422)
        .body("violations[0].field", equalTo("until"))
        .body("violations[0].rule", equalTo("max"));
    pin("{\"tier\":\"WOOD\",\"until\":\"%s\",\"reason\":\"x\"}", now.minusSeconds(1))
        .statusCode(422)
        .body("violations.field", containsInAnyOrder("tier", "until"));
    pin("{\"until\":\"%s\",\"reason\":\" \"}", until)
        .statusCode(400)
        .body("violations.field", containsInAnyOrder("reason", "tier"));
  }

  @Test
  void aPinIsOnlyChangedByWhoKnowsIt() {
    shop.emit(Sale.paid(customer, "O-1", "2000.00", now));
    awaitTier(customer, "SILVER");
    pinIf("\"1\"").statusCode(412);
    pinIf("*").statusCode(412);
    pinIf(null).statusCode(202).header("ETag", "\"1\"");
    get(pinPath()).then().statusCode(200).header("ETag", "\"1\"");
    pinIf("\"7\"").statusCode(412);
    pinIf("mine").statusCode(400).body("violations[0].field", equalTo("If-Match"));
    pinIf("\"1\"").statusCode(202).header("ETag", "\"2\"");
    given().header("If-Match", "\"1\"").delete(pinPath()).then().statusCode(412);
    get(pinPath()).then().statusCode(200).header("ETag", "\"2\"");
    given().header("If-Match", "\"2\"").delete(pinPath()).then().statusCode(202);
    pinIf("\"2\"").statusCode(412);
    given().header("If-Match", "\"2\"").delete(pinPath()).then().statusCode(404);
  }

  private String pinPath() {
    return "/segmentation/customers/" + customer + "/pin";
  }

  private ValidatableResponse pinIf(String ifMatch) {
    var request = given().contentType("application/json");
    return (ifMatch == null ? request : request.header("If-Match", ifMatch))
        .body(
            "{\"tier\":\"GOLD\",\"until\":\"%s\",\"reason\":\"x\"}"
                .formatted(now.plus(Duration.ofDays(30))))
        .put(pinPath())
        .then();
  }

  private ValidatableResponse pin(String body, Instant until) {
    return given()
        .contentType("application/json")
        .body(body.formatted(until))
        .put("/segmentation/customers/" + customer + "/pin")
        .then();
  }

  private int drafted(String body) {
    return given()
        .contentType("application/json")
        .body(body)
        .post(MODELS)
        .then()
        .statusCode(201)
        .extract()
        .path("number");
  }

  private static ValidatableResponse publish(int number) {
    return given().post(MODELS + "/" + number + "/publication").then();
  }

  private static void awaitTier(String who, String tier) {
    await()
        .atMost(LONG)
        .until(() -> tier.equals(get("/segmentation/customers/" + who).path("tier")));
  }

  private List<JsonNode> publications(int number) {
    return shop.read("segmentation-inputs").stream()
        .map(Shop::json)
        .filter(json -> json.has("definition") && json.get("model").asInt() == number)
        .toList();
  }
}
