package io.tierstream.segmentation.messaging;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.SchemaCheck;
import io.tierstream.events.TopicReader;
import io.tierstream.segmentation.messaging.Shop.Said;
import io.tierstream.segmentation.messaging.Shop.Sale;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Customers who turn out to be one, who come apart again, and who are erased. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class MergesIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  @InjectInfrastructure Infrastructure infrastructure;

  private final String survivor = "S-" + UUID.randomUUID();
  private final String merged = "M-" + UUID.randomUUID();
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

  private void awaitFigures(String customer, int frequency, String monetary) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                get("/segmentation/customers/" + customer)
                    .then()
                    .statusCode(200)
                    .body("frequency", equalTo(frequency))
                    .body("monetary", equalTo(monetary)));
  }

  private void awaitMerged(String customer, String into) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                get("/segmentation/customers/" + customer)
                    .then()
                    .body("mergedInto", equalTo(into)));
  }

  private void assertSequencesHaveNoGaps(String customer) {
    var sequences =
        shop.tierChanges(customer).stream().map(change -> change.get("sequence").asInt()).toList();
    assertThat(sequences).isEqualTo(IntStream.rangeClosed(1, sequences.size()).boxed().toList());
  }

  @Test
  @Tag("domain-4.26")
  @Tag("domain-4.27")
  @Tag("domain-4.28")
  void twoThatAreOneStandTogetherAndComeApartAgain() {
    shop.emit(Sale.paid(survivor, "O-1" + survivor, "700.00", now.minusSeconds(60)));
    shop.emit(Sale.paid(merged, "O-2" + merged, "6000.00", now.minusSeconds(50)));
    shop.emit(Said.rated(merged, "F-2" + merged, "2", now.minusSeconds(40)));
    awaitFigures(survivor, 1, "700.00");
    awaitFigures(merged, 1, "6000.00");
    await()
        .atMost(LONG)
        .until(() -> get("/segmentation/customers/" + merged).path("satisfaction") != null);
    var apart = get("/segmentation/customers/" + merged).jsonPath();

    shop.tell("customer.merged.v1", merged, 1, survivor, Instant.now());
    awaitMerged(merged, survivor);
    awaitFigures(survivor, 2, "6700.00");
    get("/segmentation/customers/" + merged + "/projection")
        .then()
        .body("mergedInto", equalTo(survivor))
        .body("tier", nullValue())
        .body("next", nullValue())
        .body("keep", nullValue());
    get("/segmentation/customers/" + merged + "/explanation")
        .then()
        .body("mergedInto", equalTo(survivor));
    get("/segmentation/customers/" + merged)
        .then()
        .body("tier", nullValue())
        .body("lifecycle", equalTo("PROSPECT"))
        .body("frequency", equalTo(0));
    var change = shop.awaitTierChanges(survivor, 2).get(1);
    assertThat(change.get("cause").get("type").asText())
        .isEqualTo("io.tierstream.customer.merged.v1");
    assertThat(change.get("before").get("frequency").asInt()).isEqualTo(1);
    assertThat(last(shop.tierChanges(merged)).get("kind").asText()).isEqualTo("REVOKED");
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(idsOfMembers()).contains(survivor).doesNotContain(merged));
    given()
        .contentType("application/json")
        .body(
            "{\"tier\":\"GOLD\",\"until\":\"%s\",\"reason\":\"x\"}"
                .formatted(Instant.now().plusSeconds(600)))
        .put("/segmentation/customers/" + merged + "/pin")
        .then()
        .statusCode(409)
        .body("detail", containsString(survivor));

    shop.emit(Sale.paid(merged, "O-3" + merged, "50.00", Instant.now()));
    awaitFigures(survivor, 3, "6750.00");
    get("/segmentation/customers/" + merged).then().body("frequency", equalTo(0));

    shop.tell("customer.unmerged.v1", merged, 2, null, Instant.now());
    awaitFigures(survivor, 1, "700.00");
    awaitFigures(merged, 2, "6050.00");
    var restored = get("/segmentation/customers/" + merged).jsonPath();
    assertThat((Object) restored.get("mergedInto")).isNull();
    assertThat(restored.getString("scores.s")).isEqualTo(apart.getString("scores.s"));
    assertThat(restored.getString("tier")).isNotNull();
    assertThat(last(shop.tierChanges(merged)).get("kind").asText()).isEqualTo("INITIAL");
    await().atMost(LONG).untilAsserted(() -> assertThat(idsOfMembers()).contains(survivor, merged));
    shop.emit(Sale.paid(merged, "O-4" + merged, "1.00", Instant.now()));
    awaitFigures(merged, 3, "6051.00");
    awaitFigures(survivor, 1, "700.00");

    assertSequencesHaveNoGaps(survivor);
    assertSequencesHaveNoGaps(merged);
    for (var topic : List.of("tier-changes", "customer-segments", "segmentation-inputs")) {
      for (var record : shop.read(topic)) {
        assertThat(SchemaCheck.violations(CloudEvent.from(record))).isEmpty();
      }
    }
  }

  private static JsonNode last(List<JsonNode> list) {
    return list.get(list.size() - 1);
  }

  private static List<String> idsOfMembers() {
    return get("/segmentation/customers?limit=500").path("items.customerId");
  }

  @Test
  @Tag("domain-4.26")
  void whatComesInPartsIsOneTransition() {
    var many = 2 * 500 + 1;
    shop.emitTogether(
        IntStream.range(0, many)
            .mapToObj(i -> Sale.paid(merged, "O-" + i + merged, "20.00", now.minusSeconds(60)))
            .toArray(Sale[]::new));
    awaitFigures(merged, many, many * 20 + ".00");
    shop.emit(Sale.paid(survivor, "O-" + survivor, "700.00", now.minusSeconds(30)));
    awaitFigures(survivor, 1, "700.00");
    shop.tell("customer.merged.v1", merged, 1, survivor, Instant.now());
    awaitFigures(survivor, many + 1, many * 20 + 700 + ".00");

    assertThat(shop.of(survivor, "segmentation-inputs"))
        .hasSize(3)
        .extracting(part -> part.get("last").asBoolean())
        .containsExactly(false, false, true);
    shop.awaitTierChanges(survivor, 2);
    shop.tell("customer.unmerged.v1", merged, 2, null, Instant.now());
    awaitFigures(survivor, 1, "700.00");
    awaitFigures(merged, many, many * 20 + ".00");
    shop.awaitTierChanges(survivor, 3);
  }

  @Test
  @Tag("domain-4.26")
  void whatIsDeliveredAgainChangesNothing() {
    shop.emit(Sale.paid(merged, "O-2" + merged, "6000.00", now));
    awaitFigures(merged, 1, "6000.00");
    shop.tell("customer.merged.v1", merged, 1, survivor, Instant.now());
    awaitFigures(survivor, 1, "6000.00");
    sendAgain(survivor, 0);
    shop.tell("customer.unmerged.v1", merged, 2, null, Instant.now());
    awaitFigures(merged, 1, "6000.00");
    awaitFigures(survivor, 0, "0.00");
    sendAgain(survivor, 0);
    sendAgain(survivor, 1);
    shop.emit(Said.rated(survivor, "F-" + survivor, "3", Instant.now()));
    await()
        .atMost(LONG)
        .until(() -> get("/segmentation/customers/" + survivor).path("satisfaction") != null);
    awaitFigures(survivor, 0, "0.00");
    shop.awaitTierChanges(survivor, 2);
  }

  private void sendAgain(String customer, int which) {
    var record =
        shop.read("segmentation-inputs").stream()
            .filter(one -> customer.equals(TopicReader.key(one)))
            .toList()
            .get(which);
    shop.send(
        new ProducerRecord<>(
            record.topic(),
            record.partition(),
            record.timestamp(),
            record.key(),
            record.value(),
            record.headers()));
  }

  @Test
  @Tag("domain-4.28")
  void whoWasMergedBeforeGoesAlong() {
    var third = "T-" + UUID.randomUUID();
    shop.emit(Sale.paid(survivor, "O-1" + survivor, "100.00", now));
    shop.emit(Sale.paid(merged, "O-2" + merged, "200.00", now));
    shop.emit(Sale.paid(third, "O-3" + third, "400.00", now));
    awaitFigures(survivor, 1, "100.00");
    awaitFigures(merged, 1, "200.00");
    awaitFigures(third, 1, "400.00");
    shop.tell("customer.merged.v1", third, 1, merged, Instant.now());
    awaitFigures(merged, 2, "600.00");
    shop.tell("customer.merged.v1", merged, 1, survivor, Instant.now());
    awaitFigures(survivor, 3, "700.00");
    shop.emit(Sale.paid(third, "O-4" + third, "800.00", Instant.now()));
    awaitFigures(survivor, 4, "1500.00");
    shop.tell("customer.unmerged.v1", third, 2, null, Instant.now());
    awaitFigures(survivor, 2, "300.00");
    awaitFigures(third, 2, "1200.00");
    shop.tell("customer.unmerged.v1", merged, 2, null, Instant.now());
    awaitFigures(survivor, 1, "100.00");
    awaitFigures(merged, 1, "200.00");
  }

  @Test
  @Tag("domain-4.26")
  void whatCameAfterTheMergesInstantGoesAlong() {
    // The merge's own record is late: it waited in an outbox, or its topic was read last.
    shop.emit(Sale.paid(merged, "O-2" + merged, "6000.00", now.minusSeconds(180)));
    shop.emit(Said.rated(merged, "F-2" + merged, "2", now.minusSeconds(120)));
    awaitFigures(merged, 1, "6000.00");
    await()
        .atMost(LONG)
        .until(() -> get("/segmentation/customers/" + merged).path("satisfaction") != null);

    shop.tell("customer.merged.v1", merged, 1, survivor, now.minusSeconds(600));

    awaitFigures(survivor, 1, "6000.00");
    assertThat(get("/segmentation/customers/" + survivor).<String>path("satisfaction")).isNotNull();
    shop.emit(Sale.paid(merged, "O-3" + merged, "50.00", Instant.now()));
    awaitFigures(survivor, 2, "6050.00");
  }

  @Test
  @Tag("domain-1.17")
  void anErasureEndsAMergeWhoseEndWasNotHeardOf() {
    shop.emit(Sale.paid(survivor, "O-1" + survivor, "700.00", now));
    shop.emit(Sale.paid(merged, "O-2" + merged, "6000.00", now));
    awaitFigures(survivor, 1, "700.00");
    awaitFigures(merged, 1, "6000.00");
    shop.tell("customer.merged.v1", merged, 1, survivor, Instant.now());
    awaitFigures(survivor, 2, "6700.00");

    // The second version was the unmerge, which an erasure takes from the outbox.
    shop.tell("customer.erased.v1", merged, 3, null, Instant.now());

    awaitFigures(survivor, 1, "700.00");
    get("/segmentation/customers/" + merged).then().statusCode(410);
  }

  @Test
  @Tag("domain-1.17")
  void whoWasErasedWithThoseWhoWereMergedKeepsItsPast() {
    shop.emit(Sale.paid(merged, "O-2" + merged, "6000.00", now));
    awaitFigures(merged, 1, "6000.00");
    shop.tell("customer.merged.v1", merged, 1, survivor, Instant.now());
    awaitFigures(survivor, 1, "6000.00");

    shop.tell("customer.erased.v1", merged, 2, null, Instant.now());

    await()
        .atMost(LONG)
        .untilAsserted(() -> get("/segmentation/customers/" + merged).then().statusCode(410));
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(shop.of(merged, "customer-segments"))
                    .last()
                    .matches(word -> word.has("status")));
    assertThat(shop.of(survivor, "segmentation-inputs")).hasSize(1);
  }

  @Test
  @Tag("domain-1.17")
  void whatWasCompactedAwayIsNotMissed() {
    var other = "A-" + UUID.randomUUID();
    shop.emit(Sale.paid(merged, "O-2" + merged, "200.00", now));
    awaitFigures(merged, 1, "200.00");
    shop.tell("customer.changed.v1", merged, 3, survivor, Instant.now());
    awaitFigures(survivor, 1, "200.00");
    shop.tell("customer.changed.v1", merged, 7, other, Instant.now());
    awaitFigures(other, 1, "200.00");
    awaitFigures(survivor, 0, "0.00");
    shop.tell("customer.changed.v1", merged, 9, null, Instant.now());
    awaitFigures(merged, 1, "200.00");
    awaitFigures(other, 0, "0.00");
  }

  @Test
  @Tag("domain-1.17")
  void nothingButTheIdIsLeftOfWhoWasErased() throws SQLException {
    shop.register(merged, 1, "{\"region\":\"Nowhere-" + merged + "\"}", now);
    shop.emit(Sale.paid(merged, "O-1" + merged, "6000.00", now));
    shop.emit(Sale.paid(merged, "O-2" + merged, "60.00", now).in("XAF"));
    awaitFigures(merged, 1, "6000.00");
    given()
        .contentType("application/json")
        .body(
            "{\"tier\":\"DIAMOND\",\"until\":\"%s\",\"reason\":\"a friend of Ann\"}"
                .formatted(Instant.now().plusSeconds(600)))
        .put("/segmentation/customers/" + merged + "/pin")
        .then()
        .statusCode(202);
    await()
        .atMost(LONG)
        .until(() -> "DIAMOND".equals(get("/segmentation/customers/" + merged).path("tier")));
    await().atMost(LONG).until(() -> count("parked WHERE key = ?") == 1);
    await().atMost(LONG).until(() -> count("member_term WHERE customer_id = ?") == 1);

    shop.tell("customer.erased.v1", merged, 2, null, Instant.now());
    for (var path : List.of("", "/explanation", "/projection", "/history", "/pin")) {
      await()
          .atMost(LONG)
          .untilAsserted(
              () ->
                  get("/segmentation/customers/" + merged + path)
                      .then()
                      .statusCode(410)
                      .contentType("application/problem+json"));
    }
    assertThat(count("standing WHERE customer_id = ? AND region IS NOT NULL")).isZero();
    assertThat(count("pin WHERE customer_id = ? AND reason IS NOT NULL")).isZero();
    assertThat(count("parked WHERE key = ?")).isZero();
    await().atMost(LONG).until(() -> count("member WHERE customer_id = ?") == 0);
    assertThat(count("member_term WHERE customer_id = ?")).isZero();
    assertThat(last(shop.tierChanges(merged)).get("kind").asText()).isEqualTo("REVOKED");
    var lastWord = last(shop.of(merged, "customer-segments"));
    assertThat(lastWord.get("status").asText()).isEqualTo("ERASED");
    assertThat(lastWord.get("version").asLong()).isEqualTo(2);

    shop.emit(Sale.paid(merged, "O-3" + merged, "1.00", Instant.now()));
    shop.emit(Sale.paid(merged, "O-4" + merged, "1.00", Instant.now()).in("XAF"));
    shop.tell("customer.changed.v1", merged, 3, survivor, Instant.now());
    // Whoever shares the partition has been folded after all that.
    shop.emit(Sale.paid(sharing(merged), "O-5" + merged, "5.00", Instant.now()));
    awaitFigures(sharing(merged), 1, "5.00");
    get("/segmentation/customers/" + merged).then().statusCode(410);
    assertThat(count("parked WHERE key = ?")).isZero();
    assertThat(shop.of(merged, "customer-segments")).last().isEqualTo(lastWord);
    assertThat(count("application WHERE customer_id = ? AND order_id LIKE 'O-3%'")).isZero();
  }

  private static String sharing(String customer) {
    var partition = Shop.number(customer);
    return IntStream.iterate(1, i -> i + 1)
        .mapToObj(i -> "N" + i + customer.substring(1))
        .filter(one -> Shop.number(one) == partition)
        .findFirst()
        .orElseThrow();
  }

  private long count(String rows) throws SQLException {
    try (var connection = infrastructure.connect();
        var select = connection.prepareStatement("SELECT count(*) FROM " + rows)) {
      if (rows.contains("key = ?")) {
        select.setBytes(1, merged.getBytes(UTF_8));
      } else {
        select.setString(1, merged);
      }
      try (var result = select.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    }
  }
}
