package io.tierstream.segmentation.messaging;

import static io.restassured.RestAssured.given;
import static io.tierstream.events.Subscription.Type.broadcast;
import static io.tierstream.events.Subscription.Type.keyed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.MutatedRecords;
import io.tierstream.events.MutatedRecords.Good;
import io.tierstream.events.Subscription;
import io.tierstream.events.Topics;
import io.tierstream.rest.MutatedRequests;
import io.tierstream.rest.Request;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever comes in is answered or told of, and its good neighbours count. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class MutatedInputIT {

  private static final String CUSTOMER =
      "customerId:ID occurredAt:DATED status:ONE_OF version:POSITIVE attributes:OBJECT attributes.region:TEXT_IF_ANY"
          + " attributes.city:TEXT_IF_ANY attributes.tags:LIST_IF_ANY attributes.preferences:LIST_IF_ANY";
  private static final String ORDER =
      "orderId:ID customerId:ID version:POSITIVE status:ONE_OF total:OBJECT total.amount:AMOUNT total.currency:CURRENCY"
          + " refunded:OBJECT refunded.amount:AMOUNT refunded.currency:CURRENCY placedAt:DATED occurredAt:DATED";
  private static final String PAID = ORDER + " paidAt:DATED_IF_ANY";
  private static final String FEEDBACK =
      "feedbackId:ID customerId:ID version:POSITIVE kind:ONE_OF status:ONE_OF occurredAt:DATED rating:RATING_IF_ANY"
          + " nps:NPS_IF_ANY";

  private static final Subscription CUSTOMERS =
      strict(
          Topics.CUSTOMERS,
          keyed("customer.registered.v1", CUSTOMER),
          keyed("customer.changed.v1", CUSTOMER),
          keyed("customer.merged.v1", CUSTOMER + " mergedInto:ID"),
          keyed("customer.unmerged.v1", CUSTOMER),
          keyed(
              "customer.erased.v1",
              "customerId:ID occurredAt:DATED status:ONE_OF version:POSITIVE"));

  private static final Subscription ORDERS =
      strict(
          Topics.ORDERS,
          keyed("order.placed.v1", ORDER),
          keyed("order.paid.v1", PAID),
          keyed("order.refunded.v1", PAID),
          keyed("order.cancelled.v1", PAID),
          broadcast("import.started.v1", "job:ID"),
          broadcast("import.ended.v1", "job:ID"));

  private static final Subscription FEEDBACKS =
      strict(
          Topics.FEEDBACK,
          keyed("feedback.received.v1", FEEDBACK),
          keyed("feedback.resolved.v1", FEEDBACK + " resolutionRating:RATING_IF_ANY"),
          broadcast("import.started.v1", "job:ID"),
          broadcast("import.ended.v1", "job:ID"));

  private static final String TRANSFER =
      "customerId:ID version:POSITIVE at:INSTANT cause:OBJECT cause.eventId:ID";

  // Whatever model is published counts for everybody of its partition.
  private static final Subscription INPUTS =
      strict(
          Topics.SEGMENTATION_INPUTS,
          keyed(
              "pin.set.v1",
              "customerId:ID version:POSITIVE tier:TEXT until:INSTANT occurredAt:DATED"),
          keyed("pin.removed.v1", "customerId:ID version:POSITIVE occurredAt:DATED"),
          broadcast(
              "rate.set.v1", "currency:CURRENCY base:CURRENCY rate:RATE day:DATE occurredAt:DATED"),
          broadcast(
                  "model.published.v1",
                  "model:POSITIVE definition:OBJECT effectiveAt:INSTANT occurredAt:DATED")
              .delicate(),
          keyed("facts.transferred.v1", TRANSFER + " from:ID"),
          keyed("facts.returned.v1", TRANSFER + " via:TEXT"));

  private static Subscription strict(String topic, Subscription.Type... types) {
    return Subscription.strict(
        "segmentation",
        topic,
        "SELECT partition, next_offset FROM position WHERE topic = '" + topic + "'",
        types);
  }

  private static final String MODEL =
      """
      {"cutOffs":"FIXED","window":"P365D","recency":["P30D","P60D","P120D","P240D"],"frequency":[2,4,8,16],
       "monetary":["500","2000","5000","20000"],"monetaryBy":"SUM",
       "satisfaction":{"cutOffs":["2","2.75","3.5","4.25"],"halfLife":"P90D","priorWeight":"1"},
       "weights":{"r":20,"f":30,"m":40,"s":10},
       "tiers":[{"name":"BRONZE","enter":"1.00","keep":"1.00"},
                {"name":"DIAMOND","enter":"4.50","keep":"4.25","minMonetary":"20000","minFrequency":8}],
       "downgrade":{"grace":"P14D","reach":"ONE_STEP","refundsBypassGrace":true},
       "segments":[{"segment":"New","r":[5],"fm":[1]},{"segment":"Other"}],
       "lifecycle":{"new":"P30D","dormant":"P180D","churned":"P365D"}}
      """;

  @InjectInfrastructure Infrastructure infrastructure;

  /** Numbers that change hands are published for again, from what isn't marked yet. */
  @BeforeEach
  void bothWorkersHaveTheirNumbers() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              try (var connection = infrastructure.connect();
                  var statement = connection.createStatement();
                  var rows =
                      statement.executeQuery(
                          "SELECT count(DISTINCT owner), count(*) FROM ownership")) {
                rows.next();
                return rows.getInt(1) == 2 && rows.getInt(2) == 12;
              }
            });
  }

  @AfterEach
  void isAlive() {
    // A broker that has much to do may be slow to answer the first that asks.
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> given().get("/q/health").then().statusCode(200).body("status", equalTo("UP")));
  }

  @Test
  void recordsOfCustomers() throws SQLException {
    try (var records = new MutatedRecords(infrastructure, CUSTOMERS)) {
      var told = records.prove(MutatedInputIT::change);

      assertThat(
              records.seen(
                  "SELECT customer_id, attributes_version FROM standing WHERE region = 'R' || attributes_version"))
          .containsAllEntriesOf(told);
    }
  }

  @Test
  void recordsOfOrders() throws SQLException {
    try (var records = new MutatedRecords(infrastructure, ORDERS)) {
      var told = records.prove(MutatedInputIT::pay);

      assertThat(
              records.seen(
                  "SELECT customer_id, count(*) FROM application WHERE order_id LIKE customer_id || '-%' AND total = 129.90 GROUP BY 1"))
          .containsAllEntriesOf(told);
      assertThat(records.seen("SELECT customer_id, frequency FROM standing"))
          .containsAllEntriesOf(told);
    }
  }

  @Test
  void recordsOfFeedback() throws SQLException {
    try (var records = new MutatedRecords(infrastructure, FEEDBACKS)) {
      var told = records.prove(MutatedInputIT::say);

      assertThat(
              records.seen(
                  "SELECT customer_id, count(*) FROM application WHERE feedback_id LIKE customer_id || '-%' AND rating = 4.5 GROUP BY 1"))
          .containsAllEntriesOf(told);
    }
  }

  @Test
  void recordsOfInputs() throws SQLException {
    try (var records = new MutatedRecords(infrastructure, INPUTS)) {
      var told = records.prove(MutatedInputIT::pin);

      assertThat(
              records.seen("SELECT customer_id, pin_version FROM standing WHERE pin_tier = 'GOLD'"))
          .containsAllEntriesOf(told);
    }
  }

  @Test
  void requests() {
    var at = "2026-01-02T03:04:05Z";
    var csv = "currency,day,rate\nUSD,%1$s,7.1\n";

    new MutatedRequests(
            "segmentation-service",
            RestAssured.port,
            List.of(
                nr ->
                    Request.get("/segmentation/customers/C-1?effectiveAt=" + at + "&knownAt=" + at),
                nr -> Request.get("/segmentation/customers/C-1/history?limit=3"),
                nr -> Request.get("/segmentation/customers/C-1/explanation?limit=3"),
                nr -> Request.get("/segmentation/customers/C-1/explanation/orders?limit=3"),
                nr -> Request.get("/segmentation/customers/C-1/explanation/feedback?limit=3"),
                nr -> Request.get("/segmentation/customers/C-1/projection"),
                nr ->
                    Request.get(
                        "/segmentation/customers?tier=GOLD&segment=Champion&lifecycle=ACTIVE"
                            + "&attributes.region=East&sort=-monetary&limit=3"),
                nr -> Request.get("/segmentation/customers?sort=since").with("Accept", "text/csv"),
                nr -> Request.get("/segmentation/tier-changes?customerId=C-1"),
                nr -> Request.get("/segmentation/distribution?by=tier"),
                nr -> Request.get("/segmentation/migration?by=tier&from=" + at + "&to=" + at),
                nr -> pin(nr),
                nr -> Request.bare("DELETE", "/segmentation/customers/C-1/pin"),
                nr -> rate("EUR", nr),
                nr -> Request.get("/segmentation/rates/USD?limit=3"),
                nr -> Request.json("POST", "/segmentation/models", MODEL),
                nr ->
                    Request.json("PUT", "/segmentation/models/2", MODEL).with("If-Match", "\"1\""),
                nr -> Request.get("/segmentation/models?limit=3"),
                nr -> Request.json("POST", "/segmentation/models/999/publication", "{}"),
                nr -> Request.csv("/segmentation/rates/import", csv.formatted(day(nr))),
                nr -> Request.workbook("/segmentation/rates/import", csv.formatted(day(nr)))),
            nr -> rate("GBP", nr))
        .prove();
  }

  private static Request pin(int nr) {
    return Request.json(
        "PUT",
        "/segmentation/customers/C-" + nr % 9 + "/pin",
        "{\"tier\":\"GOLD\",\"until\":\"2099-01-01T00:00:00Z\",\"reason\":\"Press contact\"}");
  }

  private static Request rate(String currency, int nr) {
    return Request.json(
        "PUT", "/segmentation/rates/" + currency + "/" + day(nr), "{\"rate\":\"7.1\"}");
  }

  private static LocalDate day(int nr) {
    return LocalDate.of(1990, 1, 1).plusDays(nr % 10_000);
  }

  private static Good change(String customer, int nr) {
    var data = MutatedRecords.example("customer.changed.v1", customer).put("version", nr);
    data.withObject("/attributes").put("region", "R" + nr);
    return new Good("customer.changed.v1", customer, data);
  }

  private static Good pay(String customer, int nr) {
    var orderId = customer + "-" + nr;
    var at = hence(Duration.ofHours(-1));
    var data = MutatedRecords.example("order.paid.v1", customer).put("orderId", orderId);
    data.put("placedAt", at).put("paidAt", at).put("occurredAt", at);
    return new Good("order.paid.v1", orderId, data);
  }

  private static Good say(String customer, int nr) {
    var feedbackId = customer + "-" + nr;
    var data = MutatedRecords.example("feedback.received.v1", customer);
    data.put("feedbackId", feedbackId).put("rating", "4.5");
    return new Good("feedback.received.v1", feedbackId, data);
  }

  private static Good pin(String customer, int nr) {
    var data = MutatedRecords.example("pin.set.v1", customer).put("version", nr);
    data.put("tier", "GOLD").put("until", hence(Duration.ofDays(9)));
    return new Good("pin.set.v1", customer, data);
  }

  private static String hence(Duration duration) {
    return Instant.now().plus(duration).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
