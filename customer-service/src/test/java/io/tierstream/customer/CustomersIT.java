package io.tierstream.customer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.TopicReader;
import io.tierstream.events.TopicReader.Told;
import io.tierstream.events.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(InfrastructureResource.class)
class CustomersIT {

  private static final String ATTRIBUTES =
      """
      {"region": "East", "city": "Shanghai", "cityTier": 1, "birthYear": 1988, "gender": "female",
       "industry": "retail", "channel": "web", "preferences": ["camera"], "tags": ["vip", "early"]}
      """;

  @InjectInfrastructure Infrastructure infrastructure;

  @Test
  void aNameThatIsLongerInLowerCaseIsTakenAndFound() {
    var id = Desk.newId();
    var name = id.substring(0, 8) + "\u0130".repeat(192);

    Desk.register(id, name, ATTRIBUTES).statusCode(201).body("name", equalTo(name));
    given()
        .get("/customers?sort=name&q=" + id)
        .then()
        .statusCode(200)
        .body("items.customerId", equalTo(List.of(id)));
  }

  @Test
  void aCustomerIsRegisteredAndChangedAndOthersHearOfTheAttributesOnly() {
    var id = Desk.newId();

    Desk.register(id, "Ada Wong", ATTRIBUTES)
        .statusCode(201)
        .header("Location", endsWith("/customers/" + id))
        .header("ETag", equalTo("\"1\""))
        .body("status", equalTo("REGISTERED"), "name", equalTo("Ada Wong"))
        .body("attributes.tags", equalTo(List.of("vip", "early")))
        .body("spend.amount", equalTo("0.00"), "tier", nullValue());
    Desk.patch(
            id,
            """
            {"phone": null, "attributes": {"region": "West", "tags": ["vip"], "city": null}}
            """)
        .statusCode(200)
        .header("ETag", equalTo("\"2\""))
        .body("phone", nullValue(), "email", equalTo("someone@example.org"))
        .body("attributes.region", equalTo("West"), "attributes.city", nullValue())
        .body("attributes.industry", equalTo("retail"), "attributes.tags", equalTo(List.of("vip")));
    Desk.patch(id, "{\"name\": \"Ada King\"}").statusCode(200).header("ETag", equalTo("\"3\""));
    Desk.patch(id, "{\"attributes\": {\"region\": \"North\"}}").header("ETag", equalTo("\"4\""));

    var told = TopicReader.ofCustomer(infrastructure, Topics.CUSTOMERS, id, 3);
    assertThat(told)
        .extracting(Told::summary)
        .containsExactly(
            "customer.registered.v1 " + id + " 1 REGISTERED",
            "customer.changed.v1 " + id + " 2 REGISTERED",
            "customer.changed.v1 " + id + " 4 REGISTERED");
    assertThat(told.get(1).data().path("attributes").toString())
        .contains("West")
        .doesNotContain("city\"");
    assertThat(told)
        .allSatisfy(
            event -> {
              assertThat(event.event().source()).isEqualTo("customer-service");
              assertThat(event.event().subject()).isEqualTo(id);
              assertThat(event.event().backfill()).isNull();
              assertThat(event.data().toString())
                  .doesNotContain("Ada", "+86 138", "example", "evening");
            });
  }

  @Test
  void aPatchThatChangesNothingChangesNothing() {
    var id = Desk.newId();
    Desk.register(id, "Ada", ATTRIBUTES).statusCode(201);

    Desk.patch(id, "{}").statusCode(200).header("ETag", equalTo("\"1\""));
    Desk.patch(id, "{\"name\": \"Ada\", \"attributes\": {\"tags\": [\"vip\", \"early\"]}}")
        .statusCode(200)
        .header("ETag", equalTo("\"1\""));
    Desk.patch(id, "{\"attributes\": {\"gender\": \"male\"}}").header("ETag", equalTo("\"2\""));

    assertThat(TopicReader.ofCustomer(infrastructure, Topics.CUSTOMERS, id, 2)).hasSize(2);
  }

  @Test
  void aChangeIsMeantForOneVersion() {
    var id = Desk.newId();
    Desk.register(id, "Ada", "{}").statusCode(201);

    changeIf(id, "\"1\"", "B").statusCode(200).header("ETag", equalTo("\"2\""));
    changeIf(id, "\"1\"", "C").statusCode(412).contentType("application/problem+json");
    changeIf(id, "\"7\", \"2\"", "D").statusCode(200);
    changeIf(id, "*", "E").statusCode(200);
    changeIf(id, "nonsense", "F").statusCode(400).body("violations[0].field", equalTo("If-Match"));

    assertThat(Desk.customer(id).getString("name")).isEqualTo("E");
  }

  private static io.restassured.response.ValidatableResponse changeIf(
      String id, String tag, String name) {
    return given()
        .contentType("application/json")
        .header("If-Match", tag)
        .body("{\"name\": \"" + name + "\"}")
        .patch("/customers/" + id)
        .then();
  }

  @Test
  void aCustomerWithoutAnIdGetsOneAndATakenIdIsAConflict() {
    String id =
        Desk.post("/customers", "{\"name\": \"Nobody\"}")
            .statusCode(201)
            .body("customerId", matchesPattern("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}"))
            .extract()
            .path("customerId");

    Desk.register(id, "Somebody", "{}").statusCode(409).contentType("application/problem+json");
    assertThat(Desk.customer(id).getString("name")).isEqualTo("Nobody");
  }

  @Test
  void ofConcurrentRegistrationsOfOneIdOneSucceeds() throws Exception {
    var id = Desk.newId();
    Callable<Integer> register = () -> Desk.register(id, "Ada", "{}").extract().statusCode();
    var pool = Executors.newFixedThreadPool(4);
    try {
      var statuses = new ArrayList<Integer>();
      for (var answer : pool.invokeAll(List.of(register, register, register, register))) {
        statuses.add(answer.get());
      }
      assertThat(statuses).containsExactlyInAnyOrder(201, 409, 409, 409);
    } finally {
      pool.shutdown();
    }
    assertThat(TopicReader.ofCustomer(infrastructure, Topics.CUSTOMERS, id, 1)).hasSize(1);
  }

  @Test
  void theTableIsSearchedInEveryAlphabet() {
    var tag = Desk.newId();
    Desk.register(tag + "-1", "王小明 Wang Xiaoming", "{\"tags\": [\"" + tag + "\"]}");
    Desk.register(tag + "-2", "Zoë O'Brien_100%", "{\"tags\": [\"" + tag + "\"]}");
    Desk.register(tag + "-3", "AbcZ%", "{\"tags\": [\"" + tag + "\"]}");

    assertThat(found("小明", tag)).containsExactly(tag + "-1");
    assertThat(found("王", tag)).containsExactly(tag + "-1");
    assertThat(found("明小", tag)).isEmpty();
    assertThat(found("XIAO", tag)).containsExactly(tag + "-1");
    assertThat(found("oë o'b", tag)).containsExactly(tag + "-2");
    assertThat(found("n_1", tag)).containsExactly(tag + "-2");
    assertThat(found("c_%", tag)).isEmpty();
    assertThat(found("cz%", tag)).containsExactly(tag + "-3");
    assertThat(found("ab", tag)).containsExactly(tag + "-3");
    assertThat(found("cz", tag)).isEmpty();
    assertThat(found("0013 80", tag)).hasSize(3);
    assertThat(found("one@EXAMPLE", tag)).hasSize(3);
    assertThat(found(tag + "-2", tag)).containsExactly(tag + "-2");
  }

  private static List<String> found(String q, String tag) {
    return Desk.walk(Map.of("q", q, "tag", tag), 2);
  }

  @Test
  void theTableIsFilteredAndSorted() {
    var mark = Desk.newId();
    for (var i = 1; i <= 5; i++) {
      Desk.register(
              mark + "-" + i,
              i == 3 ? "anna" : "Name " + (9 - i),
              """
              {"region": "%1$s-%2$s", "industry": "%1$s", "tags": ["%1$s", "t%3$d"]}
              """
                  .formatted(mark.substring(0, 30), i < 4 ? "East" : "West", i))
          .statusCode(201);
    }
    var short30 = mark.substring(0, 30);

    assertThat(Desk.walk(Map.of("industry", short30), 2)).containsExactly(ids(mark, 1, 2, 3, 4, 5));
    assertThat(Desk.walk(Map.of("industry", short30, "sort", "-customerId"), 2))
        .containsExactly(ids(mark, 5, 4, 3, 2, 1));
    assertThat(Desk.walk(Map.of("tag", short30, "sort", "name"), 2))
        .containsExactly(ids(mark, 3, 5, 4, 2, 1));
    assertThat(Desk.walk(Map.of("tag", short30, "sort", "-name"), 2))
        .containsExactly(ids(mark, 1, 2, 4, 5, 3));
    assertThat(Desk.walk(Map.of("region", short30 + "-East", "sort", "name"), 2))
        .containsExactly(ids(mark, 3, 2, 1));
    assertThat(Desk.walk(Map.of("region", short30 + "-West", "tag", "t4"), 2))
        .containsExactly(ids(mark, 4));
    assertThat(Desk.walk(Map.of("q", mark, "sort", "-name"), 2))
        .containsExactly(ids(mark, 1, 2, 4, 5, 3));
    for (var sort : List.of("since", "-since", "lastOrderAt", "-lastOrderAt", "spend", "-spend")) {
      assertThat(Desk.walk(Map.of("tag", short30, "sort", sort), 2))
          .as(sort)
          .containsExactlyInAnyOrder(ids(mark, 1, 2, 3, 4, 5));
      assertThat(Desk.walk(Map.of("q", mark, "sort", sort), 2))
          .as(sort)
          .containsExactlyInAnyOrder(ids(mark, 1, 2, 3, 4, 5));
    }
    var row = Desk.page(Map.of("tag", short30, "sort", "name", "limit", 1));
    assertThat(row.getString("items[0].phone")).isEqualTo("+86 138 0013 8000");
    assertThat(row.getString("items[0].notes")).isEqualTo("calls in the evening");
    assertThat(row.getString("items[0].spend.currency")).isEqualTo("CNY");
  }

  private static String[] ids(String mark, int... numbers) {
    return java.util.Arrays.stream(numbers).mapToObj(i -> mark + "-" + i).toArray(String[]::new);
  }

  @Test
  void whoDoesNotChangeIsMetOnceWhileOthersChangePlaces() {
    var mark = Desk.newId().substring(0, 20);
    for (var i = 10; i < 30; i++) {
      Desk.register(mark + i, "Name " + i, "{\"tags\": [\"" + mark + "\"]}").statusCode(201);
    }
    var met = new ArrayList<String>();
    String after = null;
    var moved = 0;
    do {
      var request = given().queryParams("tag", mark, "sort", "name", "limit", 4);
      var page =
          (after == null ? request : request.queryParam("after", after))
              .get("/customers")
              .jsonPath();
      met.addAll(page.getList("items.customerId", String.class));
      after = page.getString("next");
      // the last that was met goes to the end, one that wasn't to the beginning, one is new
      Desk.patch(met.get(met.size() - 1), "{\"name\": \"Z " + moved + "\"}").statusCode(200);
      Desk.patch(mark + (29 - moved), "{\"name\": \"A " + moved + "\"}").statusCode(200);
      Desk.register(mark + "new" + moved, "B", "{\"tags\": [\"" + mark + "\"]}").statusCode(201);
      moved++;
    } while (after != null && moved < 20);

    assertThat(after).isNull();
    var steady = new ArrayList<String>();
    for (var i = 10; i < 30; i++) {
      if (Desk.customer(mark + i).getString("name").startsWith("Name")) {
        steady.add(mark + i);
      }
    }
    assertThat(steady).hasSizeGreaterThan(8);
    assertThat(met).filteredOn(steady::contains).containsExactlyElementsOf(steady);
  }

  @Test
  void theServiceDescribesItselfAndItsHealth() {
    given()
        .get("/q/openapi?format=json")
        .then()
        .statusCode(200)
        .body("paths.'/customers/{id}'.patch.summary", containsString("Changes"));
    Desk.awaitUp();
    given().get("/q/metrics").then().statusCode(200).body(containsString("http_server_requests"));
  }
}
