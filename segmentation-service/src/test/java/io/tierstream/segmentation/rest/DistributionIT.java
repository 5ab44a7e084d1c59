package io.tierstream.segmentation.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.segmentation.rest.StandingRows.Row;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.MATCHING_RESOURCES)
class DistributionIT {

  private static final Instant AS_OF = Instant.parse("2026-01-31T12:00:00Z");

  @InjectInfrastructure Infrastructure infrastructure;

  private StandingRows rows;

  @BeforeEach
  void start() throws SQLException {
    rows = new StandingRows(infrastructure);
    rows.clear();
  }

  @Test
  @Tag("domain-7.7")
  void countsSharesAndValuesEveryTier() throws Exception {
    rows.add(
        Row.member("g1", "GOLD", "100.10", AS_OF),
        Row.member("g2", "GOLD", "200.205", AS_OF),
        Row.prospect("p1", AS_OF));

    assertThat(distribution("tier"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"by": "tier", "count": 3, "value": "300.305", "groups": [
                      {"group": "BRONZE", "count": 0, "share": 0.000000, "value": "0.00"},
                      {"group": "SILVER", "count": 0, "share": 0.000000, "value": "0.00"},
                      {"group": "GOLD", "count": 2, "share": 0.666667, "value": "300.305"},
                      {"group": "PLATINUM", "count": 0, "share": 0.000000, "value": "0.00"},
                      {"group": "DIAMOND", "count": 0, "share": 0.000000, "value": "0.00"},
                      {"group": null, "count": 1, "share": 0.333333, "value": "0.00"}]}
                    """));
  }

  @Test
  void aTierOfAnOlderModelFollowsThoseOfTheModel() throws Exception {
    rows.add(Row.member("v1", "VIP", "1", AS_OF), Row.member("b1", "BRONZE", "1", AS_OF));

    assertThat(groups("tier"))
        .containsExactly("BRONZE", "SILVER", "GOLD", "PLATINUM", "DIAMOND", "VIP", null);
  }

  @Test
  @Tag("domain-7.7")
  void segmentsComeFromTheBestDown() throws Exception {
    rows.add(Row.member("s1", "GOLD", "1", AS_OF).in("Can't lose", "ACTIVE"));

    assertThat(groups("segment"))
        .containsExactly(
            "Champion",
            "Potential loyalist",
            "New",
            "Loyal",
            "Promising",
            "Needs attention",
            "About to sleep",
            "Can't lose",
            "At risk",
            "Hibernating",
            "Lost",
            null);
  }

  @Test
  void everybodyIsInALifecycle() throws Exception {
    rows.add(Row.prospect("p1", AS_OF));

    assertThat(groups("lifecycle"))
        .containsExactly("PROSPECT", "NEW", "ACTIVE", "DORMANT", "CHURNED");
    assertThat(distribution("lifecycle").get("groups").get(0).get("share").decimalValue())
        .isEqualByComparingTo("1");
  }

  @Test
  void valuesOfAnAttributeComeByTheirFrequency() throws Exception {
    rows.add(
        Row.member("a", "GOLD", "1", AS_OF),
        Row.member("b", "GOLD", "2", AS_OF),
        Row.member("c", "GOLD", "4", AS_OF),
        Row.prospect("d", AS_OF));
    rows.describe("a", 1, "region = 'SOUTH', city_tier = 1, tags = '{x,y}'");
    rows.describe("b", 1, "region = 'NORTH', city_tier = 1, tags = '{y}'");
    rows.describe("c", 1, "region = 'NORTH'");

    assertThat(groups("attributes.region")).containsExactly("NORTH", "SOUTH", null);
    assertThat(groups("attributes.cityTier")).containsExactly("1", null);
    assertThat(distribution("attributes.tags"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"by": "attributes.tags", "count": 4, "value": "7.00", "groups": [
                      {"group": "y", "count": 2, "share": 0.500000, "value": "3.00"},
                      {"group": "x", "count": 1, "share": 0.250000, "value": "1.00"},
                      {"group": null, "count": 2, "share": 0.500000, "value": "4.00"}]}
                    """));
  }

  @Test
  void whoeverMovesIsCountedWhereTheyHaveComeTo() throws Exception {
    rows.add(
        Row.member("a", "GOLD", "1", AS_OF),
        Row.member("b", "GOLD", "2", AS_OF),
        Row.member("c", "SILVER", "4", AS_OF));
    rows.describe("a", 1, "region = 'NORTH', tags = '{x}'");
    rows.describe("b", 1, "region = 'NORTH', tags = '{x,y}'");

    rows.move("a", "10.5");
    rows.describe("b", 2, "region = 'SOUTH', tags = '{y}', tier = 'SILVER'");

    assertThat(counted("tier")).contains("GOLD 1 10.50", "SILVER 2 6.00");
    assertThat(counted("attributes.region"))
        .containsExactly("NORTH 1 10.50", "SOUTH 1 2.00", "null 1 4.00");
    assertThat(counted("attributes.tags")).containsExactly("x 1 10.50", "y 1 2.00", "null 1 4.00");
  }

  @Test
  void ofThoseWhoAreGoneNothingIsLeft() throws Exception {
    rows.add(Row.member("a", "GOLD", "1", AS_OF), Row.member("b", "GOLD", "2", AS_OF));
    rows.describe("a", 1, "region = 'NORTH', tags = '{x}'");
    rows.describe("b", 1, "region = 'SOUTH', tags = '{y}'");

    rows.describe("a", 2, "merged_into = 'b'");
    rows.describe("b", 2, "erased = true");

    assertThat(distribution("tier").get("count").asInt()).isZero();
    assertThat(counted("attributes.region")).isEmpty();
    assertThat(counted("attributes.tags")).isEmpty();
    assertThat(counted("lifecycle")).allMatch(group -> group.endsWith(" 0 0.00"));
  }

  @Test
  void nobodyIsAlsoADistribution() throws Exception {
    var distribution = distribution("tier");

    assertThat(distribution.get("count").asInt()).isZero();
    assertThat(distribution.get("value").asText()).isEqualTo("0.00");
    assertThat(distribution.get("groups")).hasSize(6);
  }

  /** Each group with its customers and its value. */
  private static List<String> counted(String by) throws IOException {
    return StreamSupport.stream(distribution(by).get("groups").spliterator(), false)
        .map(
            group ->
                "%s %d %s"
                    .formatted(
                        group.get("group").textValue(),
                        group.get("count").asInt(),
                        group.get("value").textValue()))
        .toList();
  }

  private static List<String> groups(String by) throws IOException {
    return StreamSupport.stream(distribution(by).get("groups").spliterator(), false)
        .map(group -> group.get("group").textValue())
        .toList();
  }

  private static JsonNode distribution(String by) throws IOException {
    var response =
        given().queryParam("by", by).get("/segmentation/distribution").then().statusCode(200);
    return new ObjectMapper().readTree(response.extract().asString());
  }
}
