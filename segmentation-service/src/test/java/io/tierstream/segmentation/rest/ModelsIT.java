package io.tierstream.segmentation.rest;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.tierstream.embedded.InfrastructureResource;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a model is drafted, and what is said of what no model can be. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.MATCHING_RESOURCES)
class ModelsIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MODELS = "/segmentation/models";

  @ParameterizedTest
  @ValueSource(strings = {"A\\u0000", "A\\n", " A", "", " ", "\\ud800", "none", "NONE"})
  void aNameThatCanNotBeShownOrAskedForIsRefused(String name) {
    var body =
        """
        {"tiers":[{"name":"%1$s","enter":1,"keep":1}],"segments":[{"segment":"%1$s"}]}"""
            .formatted(name);
    assertThat(violations(400, body)).containsExactly("segments[0].segment", "tiers[0].name");
  }

  @Test
  void aModelHasAtMostFiftyTiersAndTwoHundredSegmentRules() {
    var tiers =
        IntStream.range(0, 51)
            .mapToObj("{\"name\":\"T-%1$d\",\"enter\":1.%1$04d,\"keep\":1}"::formatted)
            .collect(Collectors.joining(","));
    var segments = String.join(",", Collections.nCopies(201, "{\"segment\":\"all\"}"));
    assertThat(violations(400, "{\"tiers\":[%s],\"segments\":[%s]}".formatted(tiers, segments)))
        .containsExactly("segments", "tiers");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'recency':['30 days','P60D','P120D','P240D']}"
            + " | recency[0] must be a duration such as P30D",
        "{'downgrade':{'grace':'P1D','reach':'DIRECT','refundsBypassGrace':'yes'}}"
            + " | downgrade.refundsBypassGrace must be true or false",
        "{'segments':[{'segment':'x','r':5}]} | segments[0].r must be a list",
        "{'segments':[{'segment':'x','r':[null]}]} | segments[0].r must not be null",
        "{'recency':[null,'P60D','P120D','P240D']} | recency[0] must not be null",
        "{'weights':{'r':'1','f':1,'m':1,'s':1}} | weights.r must be a whole number",
        "{'window':5} | window must be a text",
        "{'satisfaction':{'cutOffs':[1,2,3,4],'halfLife':'P9D','priorWeight':0.00009}}"
            + " | satisfaction.priorWeight must be from 0.0001 to 1000000, with at most four"
            + " decimals",
        "{'satisfaction':{'cutOffs':[1,2,3,4],'halfLife':'P9D','priorWeight':1.00001}}"
            + " | satisfaction.priorWeight must be from 0.0001 to 1000000, with at most four"
            + " decimals",
        "{'tiers':[{'name':'A','enter':1,'keep':1},{'name':'B','enter':2,'keep':2,'minFrequency':-5}]}"
            + " | tiers[1].minFrequency must be greater than or equal to 0"
      })
  void whatIsWrongIsSaidAsItIs(String body, String expected) {
    drafted(body.replace('\'', '"'))
        .statusCode(400)
        .body("violations.collect { it.field + ' ' + it.message }", contains(expected));
  }

  @Test
  void aWindowOfNullIsALifetimeAndWithoutOneItIsAsInForce() {
    drafted("{\"window\":null}").statusCode(201).body("definition.window", nullValue());
    drafted("{}").statusCode(201).body("definition.window", equalTo("P365D"));
    drafted("{\"recency\":null}").statusCode(201).body("definition.recency[0]", equalTo("P30D"));
  }

  @Test
  void aDefinitionIsTakenBackAsItWasAnswered() throws IOException {
    var drafted =
        drafted("{\"window\":\"LIFETIME\",\"monetaryBy\":\"AVERAGE\"}").statusCode(201).extract();
    int number = drafted.path("number");
    var definition = (ObjectNode) JSON.readTree(drafted.asString()).get("definition");
    definition.withObject("/weights").put("r", 21);
    var revised =
        given()
            .contentType("application/json")
            .body(definition.toString())
            .put(MODELS + "/" + number)
            .then()
            .statusCode(200)
            .extract();
    assertThat(JSON.readTree(revised.asString()).get("definition")).isEqualTo(definition);
  }

  @Test
  void anUnknownParameterIsRefusedAndNothingIsDone() {
    int number = drafted("{}").statusCode(201).extract().path("number");
    var one = MODELS + "/" + number;
    for (var answer :
        List.of(
            get(one + "?dryRun=true"),
            given().contentType("application/json").body("{}").post(MODELS + "?dryRun=true"),
            given().contentType("application/json").body("{}").put(one + "?dryRun=true"),
            given().post(one + "/publication?dryRun=true"),
            given()
                .contentType("application/json")
                .body("{\"rate\":1}")
                .put("/segmentation/rates/EUR/2026-01-31?dryRun=true"))) {
      answer
          .then()
          .statusCode(400)
          .body("violations.field", contains("dryRun"))
          .body("violations.rule", contains("unknownParameter"));
    }
    get(one).then().body("state", equalTo("DRAFT"));
    get("/segmentation/rates/EUR").then().body("items.day", equalTo(List.of()));
  }

  @Test
  void allThatIsWrongWithAQuestionForRatesIsSaidAtOnce() {
    get("/segmentation/rates/xx?limit=0&after=x&sort=day")
        .then()
        .statusCode(400)
        .body("violations.field", contains("after", "currency", "limit", "sort"));
  }

  @Test
  void theFirstCutOffsCanMakeAScoreImpossibleToo() {
    drafted("{\"frequency\":[0,4,8,16]}")
        .statusCode(201)
        .body("impossibleScores.figure", contains("f"))
        .body("impossibleScores.score", contains(1));
  }

  @Test
  void theApiSaysWhatAModelIs() {
    var openApi = given().queryParam("format", "json").get("/q/openapi").then();
    openApi
        .body("components.schemas.Model.properties.effectiveAt.type", hasItem("null"))
        .body("components.schemas.Model.properties.createdAt.type", hasItem("null"))
        .body(
            "components.schemas.Model.properties.definition.properties.keySet()",
            hasItem("recency"))
        .body(
            "paths.'/segmentation/models/{number}/publication'.post.parameters.name",
            hasItem("Idempotency-Key"))
        .body(
            "paths.'/segmentation/rates/{currency}/{day}'.put.responses.'200'.content.keySet()",
            hasItem("application/json"));
  }

  private static List<String> violations(int status, String body) {
    List<Map<String, String>> violations =
        drafted(body).statusCode(status).extract().path("violations");
    return violations.stream().map(violation -> violation.get("field")).toList();
  }

  private static ValidatableResponse drafted(String body) {
    return given().contentType("application/json").body(body).post(MODELS).then();
  }
}
