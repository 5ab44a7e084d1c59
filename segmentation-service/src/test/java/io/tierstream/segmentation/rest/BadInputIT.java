package io.tierstream.segmentation.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.InfrastructureResource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is asked, the answer is a problem that says what is wrong, never a 500. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.MATCHING_RESOURCES)
class BadInputIT {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%00",
        "a%00b",
        "a%20b",
        "a%2Fb",
        "%0a",
        "C-42%0a",
        "%C0%AF",
        "%E4%BD%A0",
        "'%20OR%201=1",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void idsAreMadeOfAFewCharacters(String id) {
    for (var path :
        List.of("", "/history", "/explanation", "/explanation/orders", "/explanation/feedback")) {
      var url = "/segmentation/customers/" + id + path;
      assertThat(violations("application/json", url)).as(url).containsExactly("id id");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "customers/C-1?effectiveAt=2026-01-01, effectiveAt format",
    "customers/C-1?knownAt=, knownAt format",
    "customers/C-1?asOf=2026-01-01T00:00:00Z, asOf unknownParameter",
    "customers/C-1?%00=1, ? unknownParameter",
    "customers/C-1/history?limit=0, limit range",
    "customers/C-1/history?limit=501, limit range",
    "customers/C-1/history?limit=-1, limit range",
    "customers/C-1/history?limit=1e2, limit range",
    "customers/C-1/history?limit=99999999999999999999, limit range",
    "customers/C-1/history?limit=, limit range",
    "customers/C-1/history?limit=%00, limit range",
    "customers/C-1/history?limit=1&limit=2, limit once",
    "customers/C-1/history?after=x, after cursor",
    "customers/C-1/history?after=-1, after cursor",
    "customers/C-1/history?after=99999999999999999999, after cursor",
    "customers/C-1/history?sort=sequence, sort unknownParameter",
    "customers/a%20b/history?limit=x, id id; limit range",
    "customers/C-1/explanation?limit=0, limit range",
    "customers/C-1/explanation?after=x, after unknownParameter",
    "customers/C-1/explanation/orders?limit=501, limit range",
    "customers/C-1/explanation/orders?after=x, after cursor",
    "customers/C-1/explanation/orders?after=b3JkZXJzCngKeQ, after cursor",
    "customers/C-1/explanation/feedback?after=b3JkZXJzCngKeQ, after cursor",
    "customers?tier=gold, tier oneOf",
    "customers?tier=, tier oneOf",
    "customers?tier=%00, tier oneOf",
    "customers?tier=%27%3B--, tier oneOf",
    "customers?tier=GOLD&tier=SILVER, tier once",
    "customers?segment=champion, segment oneOf",
    "customers?segment=%E4%BD%A0, segment oneOf",
    "customers?lifecycle=none, lifecycle oneOf",
    "customers?attributes.name=BJ, attributes.name unknownParameter",
    "customers?attributes.region=, attributes.region printable",
    "customers?attributes.region=%00, attributes.region printable",
    "customers?attributes.city=%0a, attributes.city printable",
    "customers?attributes.tags=a&attributes.tags=b, attributes.tags once",
    "customers?attributes.cityTier=big, attributes.cityTier range",
    "customers?attributes.birthYear=-1, attributes.birthYear range",
    "customers?attributes.birthYear=99999, attributes.birthYear range",
    "customers?sort=asOf, sort oneOf",
    "customers?sort=name, sort oneOf",
    "customers?sort=--monetary, sort oneOf",
    "customers?sort=, sort oneOf",
    "customers?sort=-, sort oneOf",
    "customers?sort=monetary%20desc, sort oneOf",
    "customers?limit=0, limit range",
    "customers?limit=501, limit range",
    "customers?limit=many, limit range",
    "customers?after=*, after cursor",
    "customers?after=AAAA, after cursor",
    "customers?after=%00, after cursor",
    "customers?tier=x&segment=y&sort=z&limit=0, limit range; segment oneOf; sort oneOf; tier oneOf",
    "tier-changes?customerId=a%20b, customerId id",
    "tier-changes?customerId=, customerId id",
    "tier-changes?customerId=C-1&customerId=C-2, customerId once",
    "tier-changes?since=2026-01-01, since unknownParameter",
    "distribution, by required",
    "distribution?by=, by oneOf",
    "distribution?by=region, by oneOf",
    "distribution?by=attributes.name, by oneOf",
    "distribution?by=tier&by=segment, by once",
    "distribution?by=tier&at=2026-01-01, at unknownParameter",
    "migration, from required; to required",
    "migration?from=2026-01-01T00:00:00Z, to required",
    "migration?from=2026-01-01&to=, from format; to format",
    "migration?from=2026-01-02T00:00:00Z&to=2026-01-01T23:59:59Z, to notBefore",
    "migration?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&by=region, by oneOf",
    "migration?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&by=attributes.region, by oneOf",
    "migration?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&at=x, at unknownParameter"
  })
  void parametersAreReadStrictly(String url, String expected) {
    assertThat(violations("*/*", "/segmentation/" + url)).containsExactly(expected.split("; "));
  }

  @Test
  void aCursorIsForTheSortItCameFrom() {
    var cursor = "c2luY2UKMjAyNi0wMS0wMlQwMzowNTowMFoKQy00Mg"; // since, an instant, C-42
    given().get("/segmentation/customers?sort=since&after=" + cursor).then().statusCode(200);

    assertThat(
            violations("application/json", "/segmentation/customers?sort=-since&after=" + cursor))
        .containsExactly("after cursor");
  }

  @Test
  void whoAsksOnlyForTheHeadersOfTheStreamIsNotLeftWaiting() {
    given().head("/segmentation/tier-changes").then().statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "*", "AQ", "AQAAAAAAAAAAAAAAA", "AQAAAAAAAAAAAAAAAAAA", "1", "=", "' OR 1=1"})
  void aBrokenLastEventIdIsNamed(String lastEventId) {
    var response = given().header("Last-Event-ID", lastEventId).get("/segmentation/tier-changes");

    assertThat(response.statusCode()).isEqualTo(400);
    assertProblem(response.contentType(), response.jsonPath().getMap(""), 400);
    assertThat(response.jsonPath().getList("violations.field")).containsExactly("Last-Event-ID");
  }

  @ParameterizedTest
  @CsvSource({
    "?tier=gold, tier oneOf",
    "?sort=name, sort oneOf",
    "?limit=10, limit unknownParameter",
    "?after=AAAA, after unknownParameter"
  })
  void aDownloadIsReadAsStrictly(String query, String expected) {
    assertThat(violations("text/csv", "/segmentation/customers" + query)).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /, 404",
    "GET, /nothing, 404",
    "GET, /segmentation, 404",
    "GET, /segmentation/customers/C-1/nothing, 404",
    "GET, /segmentation/customers/C-1/explanation/nothing, 404",
    "POST, /segmentation/customers/C-1/explanation, 405",
    "GET, /segmentation/%00, 404",
    "POST, /segmentation/nothing, 404",
    "POST, /segmentation/customers, 405",
    "PUT, /segmentation/customers/C-1, 405",
    "DELETE, /segmentation/customers/C-1, 405",
    "PATCH, /segmentation/customers/C-1/history, 405",
    "POST, /segmentation/distribution, 405",
    "DELETE, /segmentation/tier-changes, 405"
  })
  void whatIsNotThereIsAProblemToo(String method, String path, int status) {
    var response = given().urlEncodingEnabled(false).body("{").request(method, path);

    assertThat(response.statusCode()).isEqualTo(status);
    assertProblem(response.contentType(), response.jsonPath().getMap(""), status);
  }

  @ParameterizedTest
  @CsvSource({
    "/segmentation/customers, application/xml",
    "/segmentation/customers/C-1, text/csv",
    "/segmentation/customers/C-1/history, text/html",
    "/segmentation/customers/C-1/explanation, text/csv",
    "/segmentation/distribution?by=tier, text/csv",
    "/segmentation/tier-changes, application/json"
  })
  void otherMediaTypesAreNotAcceptable(String url, String accept) {
    var response = given().accept(accept).get(url);

    assertThat(response.statusCode()).isEqualTo(406);
    assertProblem(response.contentType(), response.jsonPath().getMap(""), 406);
  }

  /** Each as field and rule. */
  private static List<String> violations(String accept, String url) {
    var response = given().urlEncodingEnabled(false).accept(accept).get(url);
    assertThat(response.statusCode()).as(url).isEqualTo(400);
    assertProblem(response.contentType(), response.jsonPath().getMap(""), 400);
    List<Map<String, String>> violations = response.jsonPath().getList("violations");
    assertThat(violations).allSatisfy(v -> assertThat(v.get("message")).isNotBlank());
    return violations.stream().map(v -> v.get("field") + " " + v.get("rule")).toList();
  }

  private static void assertProblem(String contentType, Map<String, Object> problem, int status) {
    assertThat(contentType).isEqualTo("application/problem+json");
    assertThat(problem).containsEntry("status", status);
    assertThat(problem.keySet()).containsAll(Arrays.asList("type", "title", "detail"));
  }
}
