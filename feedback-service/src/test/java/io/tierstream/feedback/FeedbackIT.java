package io.tierstream.feedback;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.TopicReader;
import io.tierstream.events.TopicReader.Told;
import io.tierstream.events.Topics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(InfrastructureResource.class)
class FeedbackIT {

  @InjectInfrastructure Infrastructure infrastructure;

  @Test
  void aComplaintIsTakenAndResolvedAndTellsIt() {
    var customer = Desk.newId();
    var id = Desk.newId();

    Desk.say(
            id,
            customer,
            "COMPLAINT",
            """
            "rating": 1.5, "nps": 2, "orderId": "O-1", "channel": "app", "text": "It broke.\\nTwice.",
            "occurredAt": "2026-01-02T03:04:05.1234567Z"
            """)
        .statusCode(201)
        .header("Location", endsWith("/feedback/" + id))
        .header("ETag", "\"1\"")
        .body("status", equalTo("OPEN"), "version", equalTo(1), "rating", equalTo(1.5f))
        .body("priority", equalTo("LOW"), "dueAt", equalTo("2026-01-05T03:04:05.123456Z"))
        .body("text", equalTo("It broke.\nTwice."), "resolvedAt", nullValue());
    Desk.resolve(id, "{\"rating\": \"4.25\", \"note\": \"a new one\"}")
        .statusCode(200)
        .header("ETag", "\"2\"")
        .body("status", equalTo("RESOLVED"), "version", equalTo(2))
        .body("resolutionRating", equalTo(4.25f), "note", equalTo("a new one"));

    assertThat(Desk.feedback(id).getString("occurredAt")).isEqualTo("2026-01-02T03:04:05.123456Z");
    var told = TopicReader.ofCustomer(infrastructure, Topics.FEEDBACK, customer, 2);
    assertThat(told)
        .extracting(Told::summary)
        .containsExactly(
            "feedback.received.v1 " + id + " 1 OPEN", "feedback.resolved.v1 " + id + " 2 RESOLVED");
    assertThat(told)
        .allSatisfy(
            event -> {
              assertThat(event.event().source()).isEqualTo("feedback-service");
              assertThat(event.event().subject()).isEqualTo(id);
              assertThat(event.event().backfill()).isNull();
              assertThat(event.data().path("nps").asInt()).isEqualTo(2);
              assertThat(event.data().toString()).doesNotContain("broke").doesNotContain("a new");
            });
    assertThat(told.get(0).data().path("occurredAt").asText())
        .isEqualTo("2026-01-02T03:04:05.123456Z");
    assertThat(told.get(1).data().path("occurredAt").asText())
        .isEqualTo(Desk.feedback(id).getString("resolvedAt"));
  }

  @Test
  void allElseIsReceivedAndHasNothingToResolve() {
    var customer = Desk.newId();
    var id = Desk.newId();

    Desk.say(id, customer, "SURVEY", "\"nps\": 9")
        .statusCode(201)
        .body("status", equalTo("RECEIVED"), "priority", nullValue(), "dueAt", nullValue());
    Desk.resolve(id, "{}")
        .statusCode(409)
        .contentType("application/problem+json")
        .body("detail", containsString("SURVEY, RECEIVED"));

    var event = TopicReader.ofCustomer(infrastructure, Topics.FEEDBACK, customer, 1).get(0);
    assertThat(event.summary()).isEqualTo("feedback.received.v1 " + id + " 1 RECEIVED");
    assertThat(event.data().has("rating")).isFalse();
  }

  @Test
  void feedbackWithoutAnIdGetsOneAndAKnownIdIsAConflict() {
    String id =
        Desk.say(null, Desk.newId(), "REVIEW", "\"rating\": 5")
            .statusCode(201)
            .body("feedbackId", matchesPattern("[0-9a-f-]{36}"))
            .extract()
            .path("feedbackId");

    Desk.say(id, Desk.newId(), "REVIEW", "").statusCode(409).body("detail", containsString(id));
  }

  @Test
  void aResolvedComplaintIsNotResolvedAgain() {
    var id = Desk.complain(Desk.newId());
    Desk.resolve(id, "{}").statusCode(200).body("resolutionRating", nullValue());

    Desk.resolve(id, "{}").statusCode(409).body("detail", containsString("RESOLVED"));
  }

  @Test
  void ofConcurrentResolutionsOnlyOneCounts() throws Exception {
    var customer = Desk.newId();
    var id = Desk.complain(customer);
    Callable<Integer> resolve = () -> Desk.resolve(id, "{}").extract().statusCode();
    var pool = Executors.newFixedThreadPool(4);
    try {
      var statuses = new ArrayList<Integer>();
      for (var answer : pool.invokeAll(List.of(resolve, resolve, resolve, resolve))) {
        statuses.add(answer.get());
      }
      assertThat(statuses).containsExactlyInAnyOrder(200, 409, 409, 409);
    } finally {
      pool.shutdown();
    }
    assertThat(TopicReader.ofCustomer(infrastructure, Topics.FEEDBACK, customer, 2)).hasSize(2);
  }

  @Test
  void onlyAComplaintAsTheCallerKnowsItIsResolved() {
    var id = Desk.complain(Desk.newId());
    var tag = given().get("/feedback/" + id).then().extract().header("ETag");

    resolveIf(id, "\"77\"").statusCode(412).contentType("application/problem+json");
    resolveIf(id, "77").statusCode(400).body("violations[0].field", equalTo("If-Match"));
    assertThat(Desk.feedback(id).getString("status")).isEqualTo("OPEN");
    resolveIf(id, "\"77\", " + tag).statusCode(200).header("ETag", not(equalTo(tag)));
    resolveIf(id, tag).statusCode(412);
    resolveIf(Desk.newId(), "*").statusCode(404);
  }

  private static io.restassured.response.ValidatableResponse resolveIf(String id, String tag) {
    return given()
        .contentType(ContentType.JSON)
        .header("If-Match", tag)
        .body("{}")
        .post("/feedback/" + id + "/resolution")
        .then();
  }

  @Test
  void aRepeatedRequestIsAnsweredAsTheFirstTime() {
    var customer = Desk.newId();
    var key = Desk.newId();
    var body = "{\"customerId\": \"%s\", \"kind\": \"COMPLAINT\"}".formatted(customer);

    var first = postOnce("/feedback", key, body).statusCode(201).extract();
    var again = postOnce("/feedback", key, body).statusCode(201).extract();
    assertThat(again.asString()).isEqualTo(first.asString());
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
    postOnce("/feedback", key, body.replace("COMPLAINT", "SURVEY")).statusCode(422);

    var resolution = "/feedback/" + first.path("feedbackId") + "/resolution";
    var other = Desk.newId();
    postOnce(resolution, other, "{}").statusCode(200);
    postOnce(resolution, other, "{}").statusCode(200);
    assertThat(TopicReader.ofCustomer(infrastructure, Topics.FEEDBACK, customer, 2)).hasSize(2);
  }

  private static io.restassured.response.ValidatableResponse postOnce(
      String path, String key, String body) {
    return given()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body(body)
        .post(path)
        .then();
  }

  @Test
  void aListIsWalkedPageByPageInEitherOrder() {
    var customer = Desk.newId();
    for (var day = 1; day <= 5; day++) {
      Desk.say(customer + "-" + day, customer, "REVIEW", at(Math.min(day, 4))).statusCode(201);
    }
    var newestFirst =
        List.of(
            customer + "-5", customer + "-4", customer + "-3", customer + "-2", customer + "-1");

    assertThat(Desk.walk(Map.of("customerId", customer, "limit", 2))).isEqualTo(newestFirst);
    assertThat(Desk.walk(Map.of("customerId", customer, "limit", 2, "sort", "occurredAt")))
        .containsExactlyElementsOf(reversed(newestFirst));
    assertThat(Desk.page(Map.of("customerId", customer, "limit", 5), null).getString("next"))
        .isNull();
  }

  @Test
  void theQueueIsWalkedByDueTimeAndHoldsComplaintsOnly() {
    var customer = Desk.newId();
    Desk.say(customer + "-r", customer, "REVIEW", at(1)).statusCode(201);
    for (var day : new int[] {3, 1, 2}) {
      Desk.say(customer + "-" + day, customer, "COMPLAINT", at(day)).statusCode(201);
    }
    Desk.resolve(customer + "-2", "{}").statusCode(200);
    var queue = Map.of("customerId", customer, "sort", "dueAt", "limit", 1);

    assertThat(Desk.walk(queue)).containsExactly(customer + "-1", customer + "-2", customer + "-3");
    assertThat(Desk.walk(Map.of("customerId", customer, "sort", "-dueAt", "status", "OPEN")))
        .containsExactly(customer + "-3", customer + "-1");
    assertThat(Desk.walk(Map.of("customerId", customer, "kind", "REVIEW", "sort", "dueAt")))
        .isEmpty();
  }

  @Test
  void filtersAreTakenTogetherAndWhatCanNotBeIsEmpty() {
    var customer = Desk.newId();
    Desk.say(customer + "-s", customer, "SURVEY", at(1)).statusCode(201);
    Desk.say(customer + "-o", customer, "COMPLAINT", at(2)).statusCode(201);
    Desk.say(customer + "-c", customer, "COMPLAINT", at(3)).statusCode(201);
    Desk.resolve(customer + "-c", "{}").statusCode(200);

    assertThat(found(customer, "kind=COMPLAINT")).containsExactly("-c", "-o");
    assertThat(found(customer, "kind=SURVEY&status=RECEIVED")).containsExactly("-s");
    assertThat(found(customer, "status=RECEIVED")).containsExactly("-s");
    assertThat(found(customer, "status=OPEN")).containsExactly("-o");
    assertThat(found(customer, "kind=COMPLAINT&status=RESOLVED&priority=LOW"))
        .containsExactly("-c");
    assertThat(found(customer, "priority=LOW")).containsExactly("-c", "-o");
    assertThat(found(customer, "priority=LOW&kind=COMPLAINT&sort=dueAt"))
        .containsExactly("-o", "-c");
    assertThat(found(customer, "priority=HIGH")).isEmpty();
    assertThat(found(customer, "kind=SURVEY&status=OPEN")).isEmpty();
    assertThat(found(customer, "kind=SURVEY&priority=LOW")).isEmpty();
    assertThat(found(customer, "kind=COMPLAINT&status=RECEIVED")).isEmpty();
    assertThat(found(customer, "status=RECEIVED&priority=LOW")).isEmpty();
  }

  private static List<String> found(String customer, String query) {
    List<String> ids =
        given()
            .get("/feedback?customerId=" + customer + "&" + query)
            .then()
            .statusCode(200)
            .extract()
            .path("items.feedbackId");
    return ids.stream().map(id -> id.substring(customer.length())).toList();
  }

  @Test
  void aCursorIsStableWhileRowsComeAndChange() {
    var customer = Desk.newId();
    for (var day = 10; day < 20; day++) {
      Desk.say(customer + "-" + day, customer, "COMPLAINT", at(day)).statusCode(201);
    }
    var walk = Map.<String, Object>of("customerId", customer, "limit", 3, "sort", "dueAt");
    var seen = new ArrayList<String>();
    String after = null;
    var round = 0;
    do {
      var page = Desk.page(walk, after);
      seen.addAll(page.getList("items.feedbackId", String.class));
      after = page.getString("next");
      // behind and before the cursor rows come, and those on the next page change
      Desk.say(customer + "-new-" + round, customer, "COMPLAINT", at(1 + round)).statusCode(201);
      if (round < 3) {
        Desk.resolve(customer + "-" + (13 + 3 * round), "{}").statusCode(200);
      }
      round++;
    } while (after != null);

    assertThat(seen).doesNotHaveDuplicates().hasSize(10);
    assertThat(new HashSet<>(seen)).noneMatch(id -> id.contains("new"));
    Desk.say(customer + "-last", customer, "COMPLAINT", at(25)).statusCode(201);
    assertThat(Desk.walk(walk)).endsWith(customer + "-19", customer + "-last");
  }

  @Test
  void theServiceDescribesItselfAndItsHealth() {
    given()
        .get("/q/openapi?format=json")
        .then()
        .statusCode(200)
        .body("paths.'/feedback/{id}/resolution'.post.summary", containsString("Resolves"))
        .body("paths.'/feedback'.get.parameters.name", not(nullValue()));
    Desk.awaitUp();
    given().get("/q/metrics").then().statusCode(200).body(containsString("http_server_requests"));
  }

  private static String at(int day) {
    return "\"occurredAt\": \"2026-01-%02dT00:00:00Z\"".formatted(day);
  }

  private static List<String> reversed(List<String> list) {
    var reversed = new ArrayList<>(list);
    java.util.Collections.reverse(reversed);
    return reversed;
  }
}
