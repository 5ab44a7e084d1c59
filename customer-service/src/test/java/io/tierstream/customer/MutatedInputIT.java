package io.tierstream.customer;

import static io.tierstream.events.Subscription.Type.broadcast;
import static io.tierstream.events.Subscription.Type.keyed;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever comes in is answered or told of, and its good neighbours count. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class MutatedInputIT {

  private static final Subscription SEGMENTS =
      Subscription.ofInbox(
              "customer-service",
              Topics.CUSTOMER_SEGMENTS,
              keyed(
                  "segment.assessed.v1",
                  "customerId:ID sequence:COUNT tier:TEXT_IF_ANY segment:TEXT_IF_ANY"
                      + " lifecycle:TEXT_IF_ANY since:INSTANT_IF_ANY"))
          .skipping("segment.erased.v1");

  private static final String ORDER =
      "orderId:ID customerId:ID version:POSITIVE status:ONE_OF total:OBJECT total.amount:AMOUNT total.currency:CURRENCY"
          + " refunded:OBJECT refunded.amount:AMOUNT refunded.currency:CURRENCY placedAt:DATED paidAt:DATED_IF_ANY";

  private static final Subscription ORDERS =
      Subscription.ofInbox(
              "customer-service",
              Topics.ORDERS,
              keyed("order.placed.v1", ORDER),
              keyed("order.paid.v1", ORDER),
              keyed("order.refunded.v1", ORDER),
              keyed("order.cancelled.v1", ORDER))
          .skipping("import.started.v1", "import.ended.v1");

  private static final Subscription RATES =
      Subscription.ofInbox(
              "customer-service",
              Topics.SEGMENTATION_INPUTS,
              broadcast(
                  "rate.set.v1",
                  "currency:CURRENCY base:CURRENCY rate:RATE day:DATE version:POSITIVE"))
          .skipping("pin.set.v1", "pin.removed.v1", "model.published.v1", "facts.transferred.v1");

  @InjectInfrastructure Infrastructure infrastructure;

  @AfterEach
  void isAlive() {
    Desk.awaitUp();
  }

  @Test
  void recordsOfSegments() throws SQLException {
    try (var records = new MutatedRecords(infrastructure, SEGMENTS)) {
      var told = records.prove(MutatedInputIT::assess);

      assertThat(
              records.seen(
                  "SELECT customer_id, sequence FROM seen_standing JOIN customer USING (customer_id) WHERE tier = 'T' || sequence"))
          .containsAllEntriesOf(told);
    }
  }

  @Test
  void recordsOfOrders() throws SQLException {
    try (var records = new MutatedRecords(infrastructure, ORDERS)) {
      var told = records.prove(MutatedInputIT::pay);

      assertThat(
              records.seen(
                  "SELECT customer_id, count(*) FROM customer_order WHERE order_id LIKE customer_id || '-%' AND net = 129.90 GROUP BY 1"))
          .containsAllEntriesOf(told);
    }
  }

  @Test
  void recordsOfRates() throws SQLException {
    try (var records = new MutatedRecords(infrastructure, RATES)) {
      var told = records.prove(MutatedInputIT::worth);

      assertThat(
              records.seen(
                  "SELECT 'firm-' || (day - DATE '2020-01-01'), version FROM rate WHERE currency = 'QQQ' AND rate = version"))
          .containsAllEntriesOf(byNumber(told));
    }
  }

  @Test
  void requests() {
    Desk.register("C-1", "Ada", "{\"region\": \"East\"}").statusCode(201);
    var csv = "customerId,name,email,region,tags\n%1$s,Ada,a@b.c,East,vip\n";

    new MutatedRequests(
            "customer-service",
            RestAssured.port,
            List.of(
                nr -> customer(),
                nr -> customer().with("Idempotency-Key", "k-" + nr),
                nr -> Request.get("/customers/C-1"),
                nr ->
                    Request.get(
                        "/customers?q=ada&tier=GOLD&segment=Loyal&region=East&industry=retail&tag=vip&sort=-spend"
                            + "&limit=3"),
                nr ->
                    Request.json(
                        "PATCH",
                        "/customers/C-1",
                        "{\"name\":\"Ada "
                            + nr
                            + "\",\"attributes\":{\"cityTier\":null,\"tags\":[\"a\"]}}"),
                nr ->
                    Request.json(
                        "POST", "/customers/" + Desk.newId() + "/merge", "{\"into\":\"C-1\"}"),
                nr -> Request.json("POST", "/customers/" + Desk.newId() + "/unmerge", "{}"),
                nr -> Request.bare("DELETE", "/customers/" + Desk.newId()),
                nr -> Request.csv("/customers/import?zone=Asia/Shanghai", csv.formatted("I-" + nr)),
                nr -> Request.workbook("/customers/import", csv.formatted("W-" + nr)),
                nr -> Request.get("/customers/import/" + Desk.newId() + "/rejects"),
                nr -> Request.get("/customers/tiers/rebuild")),
            nr -> customer())
        .prove();
  }

  private static Request customer() {
    return Request.json(
        "POST",
        "/customers",
        """
        {"customerId":"%s","name":"Ada","phone":"010 1234-5678","email":"a@b.c","notes":"two\\nlines",
         "attributes":{"region":"East","city":"Ningbo","cityTier":1,"birthYear":1990,"gender":"F",
          "industry":"retail","channel":"store","preferences":["p"],"tags":["t"]}}
        """
            .formatted(Desk.newId()));
  }

  private static Good assess(String customer, int nr) {
    var data = MutatedRecords.example("segment.assessed.v1", customer);
    return new Good(
        "segment.assessed.v1", customer, data.put("sequence", nr).put("tier", "T" + nr));
  }

  private static Good pay(String customer, int nr) {
    var orderId = customer + "-" + nr;
    var data = MutatedRecords.example("order.paid.v1", customer);
    return new Good("order.paid.v1", orderId, data.put("orderId", orderId));
  }

  /** Each key has a day of its own. */
  private static Good worth(String key, int nr) {
    var data = MutatedRecords.example("rate.set.v1", key);
    data.remove("customerId");
    var day = LocalDate.of(2020, 1, 1).plusDays(Long.parseLong(key.replaceAll(".*-", "")));
    data.put("currency", "QQQ")
        .put("day", day.toString())
        .put("rate", nr + ".0")
        .put("version", nr);
    return new Good("rate.set.v1", "QQQ-" + day, data);
  }

  private static Map<String, Integer> byNumber(Map<String, Integer> told) {
    return told.entrySet().stream()
        .collect(toMap(one -> one.getKey().replaceAll(".*firm", "firm"), Map.Entry::getValue));
  }
}
