package io.tierstream.segmentation.messaging;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.segmentation.messaging.Shop.Sale;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A publication takes as long as it takes to read everybody, and others go on meanwhile. */
@QuarkusTest
@TestProfile(PublicationIT.Impatient.class)
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class PublicationIT {

  /** The database suffers no transaction that does nothing for five seconds. */
  public static final class Impatient implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "quarkus.datasource.jdbc.additional-jdbc-properties.options",
          "-c idle_in_transaction_session_timeout=5000");
    }
  }

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String MODELS = "/segmentation/models";

  @InjectInfrastructure Infrastructure infrastructure;

  private final String customer = "C-" + UUID.randomUUID();
  private final Instant now = Instant.now().truncatedTo(MICROS);
  private Shop shop;

  @BeforeEach
  void open() {
    shop = new Shop(infrastructure);
    shop.emit(Sale.paid(customer, "O-" + customer, "2000.00", now));
    await()
        .atMost(LONG)
        .until(() -> get("/segmentation/customers/" + customer).statusCode() == 200);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aKeyedPublicationIsAnsweredOnceMore() {
    var number = drafted("{\"cutOffs\":\"QUANTILE\"}");
    var key = UUID.randomUUID().toString();
    for (var attempt = 0; attempt < 2; attempt++) {
      given()
          .header("Idempotency-Key", key)
          .post(MODELS + "/" + number + "/publication")
          .then()
          .statusCode(200)
          .body("state", equalTo("PUBLISHED"));
    }
    publication(number).then().statusCode(409);
  }

  @Test
  void whileOneIsFittedOthersAreDraftedAndNoneIsPublished() throws Exception {
    var fitted = drafted("{\"cutOffs\":\"QUANTILE\"}");
    var other = drafted("{}");
    CompletableFuture<Response> publication;
    try (var blocker = infrastructure.connect();
        var statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("LOCK TABLE standing IN ACCESS EXCLUSIVE MODE");
      publication = CompletableFuture.supplyAsync(() -> publication(fitted, "first"));
      await().atMost(LONG).until(this::isReadingEverybodyForLong);

      revised(drafted("{}"), "{\"monetaryBy\":\"AVERAGE\"}").statusCode(200);
      publication(other)
          .then()
          .statusCode(503)
          .header("Retry-After", notNullValue())
          .contentType("application/problem+json");
      revised(fitted, "{}").statusCode(503).header("Retry-After", notNullValue());
      // Whoever lost patience asks once more.
      publication(fitted, "first").then().statusCode(503).header("Retry-After", notNullValue());
      assertThat(publication).isNotDone();
      blocker.rollback();
    }
    publication.get().then().statusCode(200).body("state", equalTo("PUBLISHED"));
    publication(fitted, "first").then().statusCode(200).header("Idempotency-Replayed", "true");
    publication(other).then().statusCode(200);
  }

  private boolean isReadingEverybodyForLong() throws SQLException {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                SELECT 1 FROM pg_stat_activity
                WHERE query LIKE 'SELECT customer_id FROM standing WHERE customer_id > %'
                  AND wait_event_type = 'Lock' AND query_start < clock_timestamp() - interval '6 s'
                """)) {
      return row.next();
    }
  }

  private static int drafted(String body) {
    return given()
        .contentType("application/json")
        .body(body)
        .post(MODELS)
        .then()
        .statusCode(201)
        .extract()
        .path("number");
  }

  private static ValidatableResponse revised(int number, String body) {
    return given().contentType("application/json").body(body).put(MODELS + "/" + number).then();
  }

  private static Response publication(int number, String key) {
    return given().header("Idempotency-Key", key).post(MODELS + "/" + number + "/publication");
  }

  private static Response publication(int number) {
    return given().post(MODELS + "/" + number + "/publication");
  }
}
