package io.tierstream.feedback;

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
              "feedback-service",
              Topics.TIER_CHANGES,
              keyed(
                  "tier.changed.v1",
                  "customerId:ID to:TEXT_IF_ANY kind:ONE_OF sequence:POSITIVE effectiveAt:INSTANT"))
          .skipping("tier.at-risk.v1");

  private static final String CUSTOMER = "customerId:ID version:POSITIVE mergedInto:ID_IF_ANY";

  private static final Subscription CUSTOMERS =
      Subscription.ofInbox(
              "feedback-service",
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
    Desk.awaitUp();
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
    var complaint = Desk.complain("C-1");
    var csv =
        "feedbackId,customerId,kind,rating,occurredAt\n%1$s,C-1,REVIEW,4.5,2026-01-02T03:04:05Z\n";

    new MutatedRequests(
            "feedback-service",
            RestAssured.port,
            List.of(
                nr -> feedback(nr),
                nr -> feedback(nr).with("Idempotency-Key", "k-" + nr),
                nr -> Request.get("/feedback/" + complaint),
                nr ->
                    Request.get(
                        "/feedback?customerId=C-1&kind=COMPLAINT&status=OPEN&priority=NORMAL&sort=dueAt&limit=3"),
                nr ->
                    Request.json(
                        "POST",
                        "/feedback/" + complaint + "/resolution",
                        "{\"rating\":4.5,\"note\":\"Replaced.\"}"),
                nr -> Request.csv("/feedback/import?zone=Asia/Shanghai", csv.formatted("I-" + nr)),
                nr -> Request.workbook("/feedback/import", csv.formatted("W-" + nr)),
                nr -> Request.get("/feedback/import/" + Desk.newId() + "/rejects"),
                nr -> Request.get("/feedback/tiers/rebuild")),
            nr -> feedback(nr))
        .prove();
  }

  private static Request feedback(int nr) {
    return Request.json(
        "POST",
        "/feedback",
        """
        {"feedbackId":"%s","customerId":"C-%d","kind":"COMPLAINT","rating":4.5,"nps":7,"orderId":"O-1",
         "channel":"web","text":"was is\\tdas\\n?","occurredAt":"2026-01-02T03:04:05Z"}
        """
            .formatted(Desk.newId(), nr % 9));
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
