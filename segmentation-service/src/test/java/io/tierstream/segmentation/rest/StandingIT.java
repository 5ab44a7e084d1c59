package io.tierstream.segmentation.rest;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.segmentation.rest.StandingRows.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.MATCHING_RESOURCES)
class StandingIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GOLDEN_TIER_CHANGE = "tierstream/examples/tier.changed.v1.json";

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

  @InjectInfrastructure Infrastructure infrastructure;

  private StandingRows rows;

  @BeforeEach
  void start() throws SQLException {
    rows = new StandingRows(infrastructure);
    rows.clear();
  }

  @Test
  @Tag("domain-7.1")
  void aMembersStandingSaysEverything() throws Exception {
    var bought = now.minus(Duration.ofDays(3)).minusSeconds(60);
    var due = now.plus(Duration.ofDays(27));
    rows.add(Row.member("C-42", "GOLD", "2019.9", bought).with("3.400", 6, bought, due));

    assertThat(json(get("/segmentation/customers/C-42").then().statusCode(200).extract()))
        .isEqualTo(
            JSON.readTree(
                """
                {"customerId": "C-42", "tier": "GOLD", "segment": "Loyal", "lifecycle": "ACTIVE",
                 "scores": {"r": 4, "f": 4, "m": 4, "s": null}, "composite": "3.400",
                 "recencyDays": 3, "frequency": 6, "monetary": "2019.90", "satisfaction": null,
                 "model": 1, "sequence": 1, "since": "%s", "nextChangeAt": "%s", "asOf": "%s"}
                """
                    .formatted(bought, due, bought)));
  }

  @Test
  @Tag("domain-7.1")
  void aTierAtRiskSaysSinceWhen() throws SQLException {
    rows.add(Row.member("C-42", "GOLD", "10", now).below(now));

    assertThat(get("/segmentation/customers/C-42").jsonPath().getString("belowSince"))
        .isEqualTo(now.toString());
  }

  @Test
  @Tag("domain-7.1")
  void aProspectHasNoFigures() throws Exception {
    rows.add(Row.prospect("C-1", now));

    assertThat(json(get("/segmentation/customers/C-1").then().statusCode(200).extract()))
        .isEqualTo(
            JSON.readTree(
                """
                {"customerId": "C-1", "tier": null, "segment": null, "lifecycle": "PROSPECT",
                 "scores": null, "composite": null, "recencyDays": null, "frequency": 0,
                 "monetary": "0.00", "satisfaction": null, "model": 1, "sequence": 0,
                 "since": null, "nextChangeAt": null, "asOf": "%s"}
                """
                    .formatted(now)));
  }

  @Test
  @Tag("domain-7.5")
  void historyIsWhatWasPublished() throws Exception {
    rows.add(Row.member("C-42", "GOLD", "10", now));
    var published = example();
    rows.addTierChange("C-42", 7, published);

    var history =
        json(get("/segmentation/customers/C-42/history").then().statusCode(200).extract());

    assertThat(history.get("items")).hasSize(1);
    assertThat(history.get("items").get(0)).isEqualTo(JSON.readTree(published));
    assertThat(history.get("next").isNull()).isTrue();
  }

  @Test
  @Tag("domain-7.5")
  void historyComesNewestFirstPageByPage() throws Exception {
    rows.add(Row.member("C-42", "GOLD", "10", now), Row.member("C-43", "GOLD", "10", now));
    var published = example();
    for (var sequence = 1; sequence <= 5; sequence++) {
      rows.addTierChange(
          "C-42", sequence, published.replace("\"sequence\": 7", "\"sequence\": " + sequence));
    }
    rows.addTierChange("C-43", 1, published);

    var pages = new ArrayList<List<Integer>>();
    String after = null;
    do {
      var request = given().queryParam("limit", 2);
      var page =
          (after == null ? request : request.queryParam("after", after))
              .get("/segmentation/customers/C-42/history")
              .jsonPath();
      pages.add(page.getList("items.sequence"));
      after = page.getString("next");
    } while (after != null);

    assertThat(pages).containsExactly(List.of(5, 4), List.of(3, 2), List.of(1));
  }

  @Test
  void aProspectHasAnEmptyHistory() throws SQLException {
    rows.add(Row.prospect("C-1", now));

    var history = get("/segmentation/customers/C-1/history").then().statusCode(200).extract();

    assertThat(history.jsonPath().getList("items")).isEmpty();
  }

  @Test
  void nothingIsKnownOfACustomerWithoutAnApplication() {
    for (var path :
        List.of(
            "/segmentation/customers/C-9",
            "/segmentation/customers/C-9/history",
            "/segmentation/customers/C-9/explanation",
            "/segmentation/customers/C-9/explanation/orders")) {
      var problem = get(path).then().statusCode(404).extract();

      assertThat(problem.contentType()).isEqualTo("application/problem+json");
      assertThat(problem.jsonPath().getString("type"))
          .isEqualTo("urn:tierstream:problem:unknown-customer");
      assertThat(problem.jsonPath().getString("detail")).contains("C-9");
    }
  }

  @Test
  void theApiIsDescribed() {
    var openApi = given().queryParam("format", "json").get("/q/openapi").jsonPath();

    assertThat(openApi.getMap("paths").keySet())
        .contains(
            "/segmentation/customers",
            "/segmentation/customers/{id}",
            "/segmentation/customers/{id}/history",
            "/segmentation/customers/{id}/explanation",
            "/segmentation/customers/{id}/explanation/orders",
            "/segmentation/customers/{id}/explanation/feedback",
            "/segmentation/tier-changes",
            "/segmentation/distribution");
    assertThat(
            openApi.getMap("paths.'/segmentation/customers'.get.responses.'200'.content").keySet())
        .isEqualTo(Set.of("application/json", "text/csv"));
    for (var method : List.of("get", "delete")) {
      var pin = "paths.'/segmentation/customers/{id}/pin'." + method;
      assertThat(openApi.getString(pin + ".responses.'404'.description"))
          .contains("no pin in force");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Projection.properties.tier",
        "ProjectedChange.properties.tier",
        "ProjectedChange.properties.segment",
        "ProjectedChange.properties.composite",
        "ProjectedReach.properties.orders",
        "ProjectedKeep.properties.orders",
        "ProjectedKeep.properties.fallsTo"
      })
  void whatAProjectionMayLackIsDescribedSo(String field) {
    var openApi = given().queryParam("format", "json").get("/q/openapi").jsonPath();

    assertThat(openApi.<Object>get("components.schemas." + field + ".type"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .contains("null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Projection.properties.next",
        "Projection.properties.keep",
        "ProjectedChange.properties.scores",
        "ProjectedChange.properties.fallsAt",
        "ProjectedReach.properties.amount",
        "ProjectedReach.properties.mean",
        "ProjectedKeep.properties.amount",
        "ProjectedKeep.properties.mean"
      })
  void whatMayBeLackedAltogetherIsDescribedSo(String part) {
    var openApi = given().queryParam("format", "json").get("/q/openapi").jsonPath();

    assertThat(openApi.getList("components.schemas." + part + ".anyOf.type")).contains("null");
  }

  private static JsonNode json(ExtractableResponse<Response> response) throws IOException {
    return JSON.readTree(response.asString());
  }

  private static String example() throws IOException {
    try (var in =
        Thread.currentThread().getContextClassLoader().getResourceAsStream(GOLDEN_TIER_CHANGE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
