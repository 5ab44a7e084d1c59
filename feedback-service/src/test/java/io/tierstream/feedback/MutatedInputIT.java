package io.tierstream.feedback;

import static io.restassured.RestAssured.given;
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
    given().get("/q/health").then().statusCode(200).body("status", equalTo("UP"));
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
