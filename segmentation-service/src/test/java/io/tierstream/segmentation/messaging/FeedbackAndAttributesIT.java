package io.tierstream.segmentation.messaging;

import static io.restassured.RestAssured.get;
import static io.tierstream.events.TopicReader.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.SchemaCheck;
import io.tierstream.segmentation.messaging.Shop.Said;
import io.tierstream.segmentation.messaging.Shop.Sale;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Feedback and customers through the real pipeline, beside orders. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class FeedbackAndAttributesIT {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String NORTH =
      """
      {"region":"North","city":"Ningbo","cityTier":2,"birthYear":1988,"gender":"F",
       "industry":"education","channel":"store","preferences":["cameras","a \\"b\\" \\\\c, {d}"],
       "tags":["press"],"later":1}""";

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

  @Test
  void ratingsLiftATierAndAreShown() throws SQLException {
    shop.emit(Sale.paid(customer, "O-1", "2000.00", now));
    await().atMost(LONG).until(() -> column(customer, "tier").equals("SILVER"));
    shop.emit(Said.rated(customer, "F-1", "5", now));
    shop.emit(Said.rated(customer, "F-2", "5.0", now));
    await().atMost(LONG).until(() -> shop.tierChanges(customer).size() == 2);

    var change = shop.tierChanges(customer).get(1);
    assertThat(change.get("to").asText()).isEqualTo("GOLD");
    assertThat(change.get("cause").get("type").asText())
        .isEqualTo("io.tierstream.feedback.received.v1");
    assertThat(change.get("cause").get("subject").asText()).isEqualTo("F-2");
    assertThat(change.get("before").get("satisfaction").asText()).isEqualTo("4.00");
    assertThat(change.get("before").get("scores").get("s").asInt()).isEqualTo(4);
    assertThat(change.get("after").get("satisfaction").asText()).isEqualTo("4.33");
    assertThat(change.get("after").get("scores").get("s").asInt()).isEqualTo(5);
    var standing = get("/segmentation/customers/" + customer).then().statusCode(200).extract();
    assertThat(standing.path("scores.s").toString()).isEqualTo("5");
    assertThat(standing.path("satisfaction").toString()).isEqualTo("4.33");
    assertThat(standing.path("composite").toString()).isEqualTo("3.000");
    for (var topic : List.of("tier-changes", "customer-segments")) {
      for (var record : shop.read(topic)) {
        assertThat(SchemaCheck.violations(CloudEvent.from(record))).isEmpty();
      }
    }
    assertThat(shop.of(customer, "customer-segments"))
        .last()
        .satisfies(json -> assertThat(json.get("satisfaction").asText()).isEqualTo("4.33"));
  }

  @Test
  void whoHasOnlySpokenIsAProspectWithoutTier() throws SQLException {
    shop.emit(Said.rated(customer, "F-1", "2", now));
    await().atMost(LONG).until(() -> shop.of(customer, "customer-segments").size() == 1);
    var standing = get("/segmentation/customers/" + customer).then().statusCode(200).extract();
    assertThat(standing.path("lifecycle").toString()).isEqualTo("PROSPECT");
    assertThat((Object) standing.path("tier")).isNull();
    assertThat((Object) standing.path("scores")).isNull();
    assertThat(standing.path("satisfaction").toString()).isEqualTo("2.50");
    assertThat(column(customer, "next_change_at")).isEqualTo("null");
    assertThat(SchemaCheck.violations("segment.assessed.v1", assessed())).isEmpty();
  }

  private String assessed() {
    return shop.of(customer, "customer-segments").get(0).toString();
  }

  @Test
  void duplicatesAndOldVersionsChangeNothing() throws SQLException {
    var complaint = Said.complained(customer, "F-1", now.minusSeconds(60));
    shop.emit(complaint.resolved("5", now));
    shop.emit(complaint);
    shop.emit(complaint.resolved("5", now));
    shop.emit(Said.rated(customer, "F-2", "4", now));
    shop.emit(Said.rated(customer, "F-2", "1", now));
    shop.emit(Said.rated(customer, "F-3", "3", now));
    await().atMost(LONG).until(() -> column(customer, "rating_weight").equals("3"));
    assertThat(column(customer, "rating_sum")).isEqualTo("12");
    assertThat(count("application")).isEqualTo(3);
  }

  @Test
  @Tag("domain-1.23")
  void theOrderOfTopicsDoesNotMatter() throws SQLException {
    var sequences =
        List.of(
            List.of(0, 1, 2, 3, 4),
            List.of(4, 3, 2, 1, 0),
            List.of(2, 4, 0, 3, 1, 2),
            List.of(1, 0, 4, 2, 3, 0));
    var customers = new ArrayList<String>();
    for (var sequence : sequences) {
      var who = "C-" + UUID.randomUUID();
      customers.add(who);
      var complaint = Said.complained(who, "F-1", now.minusSeconds(9));
      for (var next : sequence) {
        // Each is folded before the next is sent: topics have no order among each other.
        switch (next) {
          case 0 -> folded("orders", who, shop.emit(Sale.paid(who, "O-1", "700.00", now)));
          case 1 -> folded("feedback", who, shop.emit(complaint, now, null));
          case 2 ->
              folded("feedback", who, shop.emit(complaint.resolved("4.5", now.minusSeconds(3))));
          case 3 ->
              folded("feedback", who, shop.emit(Said.rated(who, "F-2", "2", now.minusSeconds(5))));
          default -> folded("customers", who, shop.register(who, 1, NORTH, now));
        }
      }
    }
    var figures =
        "r, f, m, s, composite, segment, lifecycle, rating_weight, rating_sum, rated_at,"
            + " attributes_version, tags, preferences";
    assertThat(customers.stream().map(who -> row(who, figures)).distinct()).hasSize(1);
  }

  private void folded(String topic, String who, long offset) {
    await()
        .atMost(LONG)
        .until(
            () ->
                !select(
                        "SELECT 1 FROM position WHERE topic = ? AND partition = ? AND next_offset > ?",
                        topic,
                        Shop.number(who),
                        offset)
                    .isEmpty());
  }

  @Test
  @Tag("domain-1.20")
  void whoIsRegisteredAndNothingElseHasAStandingThatWasNeverAssessed() throws SQLException {
    shop.register(customer, 1, NORTH, now);
    await().atMost(LONG).until(() -> column(customer, "city").equals("Ningbo"));
    var standing = get("/segmentation/customers/" + customer).then().statusCode(200).extract();
    assertThat(standing.path("lifecycle").toString()).isEqualTo("PROSPECT");
    assertThat((Object) standing.path("tier")).isNull();
    assertThat((Object) standing.path("asOf")).isNull();
    assertThat((Object) standing.path("satisfaction")).isNull();

    shop.emit(Sale.paid(customer, "O-1", "600.00", now));
    await().atMost(LONG).until(() -> shop.tierChanges(customer).size() == 1);
    assertThat(shop.tierChanges(customer).get(0).get("before").isNull()).isTrue();
    // The first was the assessment of the order: registering neither advances nor assesses.
    assertThat(shop.of(customer, "customer-segments")).hasSize(1);
    assertThat(count("application")).isEqualTo(1);
    assertThat(
            row(
                customer,
                "region, city, city_tier, birth_year, gender, industry, channel, preferences[2],"
                    + " tags"))
        .isEqualTo("(North,Ningbo,2,1988,F,education,store,\"a \"\"b\"\" \\\\c, {d}\",{press})");
  }

  @Test
  void attributesAreThoseOfTheHighestVersion() throws SQLException {
    shop.emit(Sale.paid(customer, "O-1", "600.00", now));
    shop.register(customer, 3, "{\"region\":\"South\",\"tags\":[\"a\",\"b\"]}", now);
    shop.register(customer, 1, NORTH, now);
    shop.register(customer, 3, NORTH, now);
    shop.register(customer, 2, NORTH, now);
    await().atMost(LONG).until(() -> column(customer, "region").equals("South"));
    await().atMost(LONG).until(() -> column(customer, "frequency").equals("1"));
    shop.register(customer, 4, "{\"city\":\"Xi'an\"}", now);
    await().atMost(LONG).until(() -> column(customer, "attributes_version").equals("4"));
    assertThat(row(customer, "region, city, tags, tier")).isEqualTo("(,Xi'an,{},SILVER)");
    assertThat(count("application")).isEqualTo(1);
  }

  @Test
  void everyPoisonRecordIsADeadLetterAndItsNeighboursAreFolded() throws SQLException {
    var key = customer.getBytes(UTF_8);
    var good = Said.rated(customer, "F-1", "4", now);
    shop.emit(good);
    for (var bad :
        List.of(
            "{",
            good.json().replace("\"4\"", "\"5.5\""),
            good.json().replace("\"4\"", "4"),
            good.json().replace("SURVEY", "COMPLAINT"),
            good.json().replace(now.toString(), now.plusSeconds(301).toString()))) {
      shop.send("feedback", null, now, key, Shop.event(good.type(), "F-1", now, null, bad));
    }
    shop.send(
        "feedback",
        null,
        now,
        "someone-else".getBytes(UTF_8),
        Shop.event(good.type(), "F-1", now, null, good.json()));
    shop.emit(Said.rated(customer, "F-2", "2", now));
    shop.register(customer, 1, "{\"cityTier\":\"1\"}", now);
    shop.register(customer, 1, "{\"tags\":[\"\"]}", now);
    shop.register(customer, 1, "{\"region\":\"East\"}", now);
    await().atMost(LONG).until(() -> column(customer, "rating_sum").equals("6"));
    await().atMost(LONG).until(() -> column(customer, "region").equals("East"));
    // One has another key, and with it another partition; and all are sent after the commit.
    await().atMost(LONG).until(() -> reasons("feedback").size() == 6);
    await().atMost(LONG).until(() -> reasons("customers").size() == 2);
    assertThat(reasons("feedback"))
        .containsExactlyInAnyOrder(
            "UNPARSABLE",
            "BREAKS_SCHEMA",
            "BREAKS_SCHEMA",
            "BREAKS_SCHEMA",
            "AHEAD_OF_CLOCK",
            "NO_USABLE_KEY");
    assertThat(reasons("customers")).containsExactly("BREAKS_SCHEMA", "BREAKS_SCHEMA");
    assertThat(count("application")).isEqualTo(2);
  }

  private List<String> reasons(String topic) {
    return shop.read(topic + ".segmentation.dlq").stream()
        .map(letter -> header(letter, "dead-letter-reason"))
        .toList();
  }

  @Test
  void satisfactionFadesAndTakesATierAtItsInstant() {
    // Refunded to R5 F3 M1 S5, 280 / 100, which keeps GOLD; s = (3 + 10 d) / (1 + 2 d) falls under
    // 4.25 at d = 1 / 1.2, and S4, 270 / 100, doesn't keep it.
    // An import, so that time waits until all of it is there.
    var job = "job-" + UUID.randomUUID();
    var then = now.minus(Duration.ofDays(60));
    shop.mark("import.started.v1", job, now);
    for (int i = 0; i < 4; i++) {
      shop.emit(Sale.paid(customer, "O-" + i, "10.00", then), then, job);
    }
    var large = Sale.paid(customer, "O-large", "20000.00", then);
    folded("orders", customer, shop.emit(large, then, job));
    shop.emit(Said.rated(customer, "F-1", "5", then), then, job);
    folded("feedback", customer, shop.emit(Said.rated(customer, "F-2", "5", then), then, job));
    shop.emit(large.refunded("20000.00", then), then, job);
    shop.mark("import.ended.v1", job, Instant.now());
    await().atMost(LONG).until(() -> shop.tierChanges(customer).stream().anyMatch(this::isOfTime));

    var crossing =
        then.plus(
            (long) (Math.log(1.2) / Math.log(2) * Duration.ofDays(90).toNanos() / 1e3), MICROS);
    var risk =
        shop.of(customer, "tier-changes").stream()
            .filter(json -> json.has("fallsAt"))
            .findFirst()
            .orElseThrow();
    assertThat(Instant.parse(risk.get("effectiveAt").asText()))
        .isBetween(crossing.minus(2, MICROS), crossing.plus(2, MICROS));
    assertThat(risk.get("assessment").get("scores").get("s").asInt()).isEqualTo(4);
    var fall = shop.tierChanges(customer).stream().filter(this::isOfTime).findFirst().orElseThrow();
    assertThat(fall.get("from").asText()).isEqualTo("GOLD");
    assertThat(Instant.parse(fall.get("effectiveAt").asText()))
        .isEqualTo(Instant.parse(risk.get("effectiveAt").asText()).plus(Duration.ofDays(14)));
  }

  private boolean isOfTime(JsonNode change) {
    return change.get("cause").get("type").asText().equals("TIME_PASSED");
  }

  @Test
  @Tag("domain-4.9")
  void anImportOfFeedbackKeepsTimeFromPassingAsOneOfOrdersDoes() throws SQLException {
    // Two services call a job the same: the end of one isn't the other's.
    var job = "job-" + UUID.randomUUID();
    var longAgo = now.minus(Duration.ofDays(300));
    shop.mark("orders", "import.started.v1", job, now);
    shop.mark("feedback", "import.started.v1", job, now);
    shop.emit(Sale.paid(customer, "O-1", "5000.00", longAgo), longAgo, job);
    await().atMost(LONG).until(() -> column(customer, "frequency").equals("1"));
    shop.emit(Said.rated(customer, "F-1", "5", longAgo), longAgo, job);
    await().atMost(LONG).until(() -> column(customer, "s").equals("4"));
    shop.mark("orders", "import.ended.v1", job, Instant.now());

    // Somebody live in the same partition is swept, so that time has passed there.
    var neighbour =
        Stream.generate(() -> "C-" + UUID.randomUUID())
            .filter(other -> Shop.number(other) == Shop.number(customer))
            .findFirst()
            .orElseThrow();
    shop.emit(Sale.paid(neighbour, "O-1", "10.00", longAgo));
    await().atMost(LONG).until(() -> column(neighbour, "r").equals("1"));
    assertThat(column(customer, "r")).isEqualTo("5");

    shop.mark("feedback", "import.ended.v1", job, Instant.now());
    await().atMost(LONG).until(() -> column(customer, "r").equals("1"));
    assertThat(column(customer, "s")).isEqualTo("3");
    await().atMost(LONG).until(() -> shop.tierChanges(customer).stream().anyMatch(this::isOfTime));
    assertThat(shop.tierChanges(customer))
        .allMatch(change -> change.get("cause").get("backfill").asText().equals(job));
  }

  @Test
  void muchFeedbackSpreadsOverPages() throws SQLException {
    var count = 400;
    for (int i = 0; i < count; i++) {
      shop.emit(
          Said.rated(customer, "F-" + i, "4", now.minusSeconds((i * 37L) % count)), now, null);
    }
    await().atMost(LONG).until(() -> count("application") == count);
    assertThat(Integer.parseInt(column(customer, "feedback_pages"))).isGreaterThan(1);
    assertThat(count("feedback_page"))
        .isEqualTo(Integer.parseInt(column(customer, "feedback_pages")));
    assertThat(get("/segmentation/customers/" + customer).path("satisfaction").toString())
        .isEqualTo("4.00");
  }

  /** A column of a customer's standing as text; empty while there is none. */
  private String column(String who, String name) throws SQLException {
    return select("SELECT " + name + "::text FROM standing WHERE customer_id = ?", who);
  }

  private String row(String who, String columns) {
    try {
      return select("SELECT ROW(" + columns + ")::text FROM standing WHERE customer_id = ?", who);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private int count(String table) throws SQLException {
    return Integer.parseInt(
        select("SELECT count(*)::text FROM " + table + " WHERE customer_id = ?", customer));
  }

  /** The first column of the first row; empty when there is none. */
  private String select(String sql, Object... parameters) throws SQLException {
    try (var connection = infrastructure.connect();
        var select = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        select.setObject(i + 1, parameters[i]);
      }
      try (var result = select.executeQuery()) {
        return result.next() ? String.valueOf(result.getString(1)) : "";
      }
    }
  }
}
