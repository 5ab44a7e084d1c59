package io.tierstream.order;

import static io.tierstream.events.Subscription.Type.keyed;
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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever comes in is answered or told of, and its good neighbours count. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class MutatedInputIT {

  private static final Subscription TIER_CHANGES =
      Subscription.ofInbox(
              "order-service",
              Topics.TIER_CHANGES,
              keyed("tier.changed.v1", "customerId:ID to:TEXT_IF_ANY sequence:POSITIVE"))
          .skipping("tier.at-risk.v1");

  private static final String CUSTOMER = "customerId:ID version:POSITIVE mergedInto:ID_IF_ANY";

  private static final Subscription CUSTOMERS =
      Subscription.ofInbox(
              "order-service",
              Topics.CUSTOMERS,
              keyed("customer.registered.v1", CUSTOMER),
              keyed("customer.changed.v1", CUSTOMER),
              keyed("customer.merged.v1", CUSTOMER),
              keyed("customer.unmerged.v1", CUSTOMER),
              keyed("customer.erased.v1", "customerId:ID occurredAt:INSTANT"))
          .whenever();

  @InjectInfrastructure Infrastructure infrastructure;

  @AfterEach
  void isAlive() {
    Shop.awaitUp();
  }

  @Test
  void recordsOfTierChanges() throws SQLException {
    try (var records = new MutatedRecords(infrastructure, TIER_CHANGES)) {
      var told = records.prove(MutatedInputIT::change);

      assertThat(
              records.seen(
                  "SELECT customer_id, sequence FROM tier_view WHERE tier = 'T' || sequence"))
          .containsAllEntriesOf(told);
    }
  }

  @Test
  void recordsOfCustomers() throws SQLException {
    try (var records = new MutatedRecords(infrastructure, CUSTOMERS)) {
      var told = records.prove(MutatedInputIT::merge);

      assertThat(
              records.seen(
                  "SELECT customer_id, version FROM merged_customer WHERE merged_into = 'into-' || version"))
          .containsAllEntriesOf(told);
    }
  }

  @Test
  void requests() {
    var paid = Shop.purchase("C-1", "1000000.00");
    var placed = Shop.newId();
    Shop.place(placed, "C-1", "10.00").statusCode(201);
    var csv =
        "orderId,customerId,sku,quantity,unitPrice,paidAt\n%1$s,C-1,CAM-7,1,9.50,2026-01-02T03:04:05Z\n"
            + "%1$s,C-1,BAG-1,2,1.00,2026-01-02T03:04:05Z\n";

    new MutatedRequests(
            "order-service",
            RestAssured.port,
            List.of(
                nr -> order(nr),
                nr -> order(nr).with("Idempotency-Key", "k-" + nr),
                nr -> Request.get("/orders/" + paid),
                nr ->
                    Request.get(
                        "/orders?customerId=C-1&status=PAID&from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z"
                            + "&limit=3"),
                nr -> Request.json("POST", "/orders/" + placed + "/payment", "{\"paidAt\":null}"),
                nr -> Request.json("POST", "/orders/" + paid + "/refunds", "{\"amount\":\"0.01\"}"),
                nr ->
                    Request.json(
                        "POST", "/orders/" + Shop.newId() + "/cancellation", "{\"reason\":\"x\"}"),
                nr ->
                    Request.csv(
                        "/orders/import?currency=GBP&zone=Asia/Shanghai", csv.formatted("I-" + nr)),
                nr -> Request.workbook("/orders/import", csv.formatted("W-" + nr)),
                nr -> Request.get("/orders/import/" + Shop.newId() + "/rejects"),
                nr -> Request.get("/orders/tiers/rebuild")),
            nr -> order(nr))
        .prove();
  }

  private static Request order(int nr) {
    return Request.json(
        "POST",
        "/orders",
        """
        {"orderId":"%s","customerId":"C-%d","currency":"CNY","channel":"web","placedAt":"2026-01-02T03:04:05Z",
         "lines":[{"sku":"CAM-7","category":"camera","quantity":1,"unitPrice":"10.50"},
                  {"sku":"BAG-1","quantity":2,"unitPrice":1}]}
        """
            .formatted(Shop.newId(), nr % 9));
  }

  private static Good change(String customer, int nr) {
    var data = MutatedRecords.example("tier.changed.v1", customer);
    return new Good("tier.changed.v1", customer, data.put("sequence", nr).put("to", "T" + nr));
  }

  private static Good merge(String customer, int nr) {
    var data = MutatedRecords.example("customer.merged.v1", customer);
    data.put("version", nr).put("mergedInto", "into-" + nr);
    return new Good("customer.merged.v1", customer, data);
  }
}
