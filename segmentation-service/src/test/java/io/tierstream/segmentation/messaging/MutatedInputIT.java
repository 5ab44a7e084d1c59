package io.tierstream.segmentation.messaging;

import static io.restassured.RestAssured.given;
import static io.tierstream.events.Subscription.Type.broadcast;
import static io.tierstream.events.Subscription.Type.keyed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.MutatedRecords;
import io.tierstream.events.MutatedRecords.Good;
import io.tierstream.events.Subscription;
import io.tierstream.events.Topics;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
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
          + " refunded:OBJECT refunded.amount:AMOUNT refunded.currency:CURRENCY placedAt:DATED paidAt:DATED_IF_ANY occurredAt:DATED";
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
          keyed("order.paid.v1", ORDER),
          keyed("order.refunded.v1", ORDER),
          keyed("order.cancelled.v1", ORDER),
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
          keyed("facts.returned.v1", TRANSFER + " via:ID"));

  private static Subscription strict(String topic, Subscription.Type... types) {
    return Subscription.strict(
        "segmentation",
        topic,
        "SELECT partition, next_offset FROM position WHERE topic = '" + topic + "'",
        types);
  }

  @InjectInfrastructure Infrastructure infrastructure;

  @AfterEach
  void isAlive() {
    given().get("/q/health").then().statusCode(200).body("status", equalTo("UP"));
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

  private static Good change(String customer, int nr) {
    var data = MutatedRecords.example("customer.changed.v1", customer).put("version", nr);
    data.withObject("/attributes").put("region", "R" + nr);
    return new Good("customer.changed.v1", customer, data);
  }

  private static Good pay(String customer, int nr) {
    var orderId = customer + "-" + nr;
    var at = Instant.now().minus(Duration.ofHours(1)).toString();
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
    data.put("tier", "GOLD").put("until", Instant.now().plus(Duration.ofDays(9)).toString());
    return new Good("pin.set.v1", customer, data);
  }
}
