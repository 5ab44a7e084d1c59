package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.TODAY;
import static io.tierstream.segmentation.domain.Customer.aCustomer;
import static io.tierstream.segmentation.domain.Customer.aCustomerBy;
import static io.tierstream.segmentation.domain.Customer.daysAgo;
import static io.tierstream.segmentation.domain.Customer.inDays;
import static io.tierstream.segmentation.domain.Customer.justAfter;
import static io.tierstream.segmentation.domain.Customer.justBefore;
import static io.tierstream.segmentation.domain.StandingAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NextChangeTest {

  @Test
  @Tag("domain-4.29")
  @Tag("domain-4.30")
  @Tag("domain-4.34")
  @Tag("domain-4.36")
  void aSinglePurchaseIsLookedAtOnlyWhenSomethingChanges() {
    // R at 30, 60, 120, 240; NEW ends at 30, dormant at 180; window and churned at 365.
    var customer = aCustomer().boughtFor("10", TODAY).waitedUntil(inDays(10_000));
    assertThat(instants(customer))
        .containsExactly(
            TODAY, inDays(30), inDays(60), inDays(120), inDays(180), inDays(240), inDays(365));
    assertThat(customer.standing()).neverChanges();
  }

  @Test
  @Tag("domain-4.31")
  void theOldestPurchaseLeavesTheWindowAtExactlyItsAge() {
    var customer = aCustomer().boughtFor("10", daysAgo(364)).boughtFor("20", TODAY);
    assertThat(customer.standing()).hasFrequency(2).changesNextAt(inDays(1));
    assertThat(customer.standing(justBefore(inDays(1)))).hasFrequency(2);
    assertThat(customer.standing(inDays(1))).hasFrequency(1).hasMonetary("20");
  }

  @Test
  @Tag("domain-4.31")
  void purchasesOfOneInstantLeaveTogether() {
    var customer = aCustomer().boughtFor("10", 3, daysAgo(364)).boughtFor("20", TODAY);
    assertThat(customer.standing(inDays(1))).hasFrequency(1).changesNextAt(inDays(30));
  }

  @Test
  @Tag("domain-4.31")
  void aRefundedPurchaseDoesNotLeave() {
    var customer = aCustomer().boughtFor("10", daysAgo(364)).boughtFor("20", TODAY);
    assertThat(customer.refunded("10", TODAY).standing()).changesNextAt(inDays(30));
  }

  @Test
  @Tag("domain-4.37")
  void whatCrossesAtTheSameInstantIsOneAssessment() {
    var customer = aCustomer().boughtFor("10", TODAY).waitedUntil(inDays(30));
    assertThat(customer.standing()).hasScores(4, 1, 1).is(Lifecycle.ACTIVE).hasTier("BRONZE");
    assertThat(customer.applications()).hasSize(2);
  }

  @Test
  @Tag("domain-2.2")
  void aPurchaseDatedAheadCountsFromItsInstantOn() {
    Instant ahead = inDays(2);
    var customer = aCustomer();
    Order order =
        new Order("O-1", 1, OrderStatus.PAID, BigDecimal.TEN, BigDecimal.ZERO, TODAY, ahead);
    customer.hears(new OrderFact(order, TODAY), TODAY);
    assertThat(customer.standing()).hasNoTier().is(Lifecycle.PROSPECT).changesNextAt(ahead);
    assertThat(customer.standing(justBefore(ahead))).hasNoTier().hasFrequency(0);
    assertThat(customer.standing(ahead)).hasTier("BRONZE").hasFrequency(1).is(Lifecycle.NEW);
    assertThat(customer.lastChange().cause().type()).isEqualTo(Cause.TIME_PASSED);
  }

  @Test
  @Tag("domain-4.29")
  void anAssessmentInBetweenMovesNothing() {
    var customer = aCustomer().boughtFor("5000", TODAY).placed("1", inDays(119));
    assertThat(customer.standing()).changesNextAt(inDays(120));
    customer.waitedUntil(inDays(120)).placed("2", inDays(133));
    assertThat(customer.standing()).isBelowSince(inDays(120)).changesNextAt(inDays(134));
  }

  @Test
  @Tag("domain-4.37")
  void advancingToBeforeTheNextChangeGivesTheSameStanding() {
    var customer = aCustomer().boughtFor("10", TODAY);
    Standing standing = customer.standing();
    assertThat(customer.waitedUntil(justBefore(inDays(30))).standing()).isSameAs(standing);
    assertThat(customer.applications()).hasSize(1);
  }

  @Test
  @Tag("domain-4.3")
  void advancingIntoThePastChangesNothing() {
    var customer = aCustomer().boughtFor("10", TODAY);
    Standing standing = customer.standing();
    assertThat(customer.waitedUntil(daysAgo(500)).standing()).isSameAs(standing);
  }

  @Test
  void nobodyWaitsForACustomerOfWhomNothingIsKnown() {
    assertThat(aCustomer().standing(TODAY).asOf()).isNull();
    assertThat(aCustomer().standing(TODAY).nextChangeAt()).isNull();
  }

  @Test
  @Tag("domain-2.3")
  @Tag("domain-4.36")
  void aLifetimeWindowIsNeverLeft() {
    var customer = aCustomerBy(Models.standard().window(null).model()).boughtFor("10", TODAY);
    assertThat(customer.standing(inDays(365))).hasFrequency(1).is(Lifecycle.CHURNED).neverChanges();
  }

  @Test
  @Tag("domain-4.4")
  void aFactIsAssessedAtItsRecordsTimestamp() {
    var customer = aCustomer().boughtUnnoticed("10", daysAgo(50), daysAgo(3));
    assertThat(customer.standing().asOf()).isEqualTo(daysAgo(3));
    assertThat(customer.standing()).hasScores(4, 1, 1).changesNextAt(inDays(10));
    assertThat(customer.lastChange().effectiveAt()).isEqualTo(daysAgo(3));
  }

  @Test
  @Tag("domain-4.4")
  void aFactIsAssessedAtItsOwnInstantWhenTheRecordIsOlder() {
    Instant recorded = TODAY.minusSeconds(60);
    var customer = aCustomer().boughtUnnoticed("10", TODAY, recorded);
    assertThat(customer.standing().asOf()).isEqualTo(TODAY);
  }

  @Test
  @Tag("domain-4.4")
  void aFactIsAssessedNoEarlierThanTheOneBefore() {
    var customer = aCustomer().boughtFor("10", TODAY).boughtFor("20", daysAgo(400));
    assertThat(customer.standing().asOf()).isEqualTo(TODAY);
    assertThat(customer.standing()).hasFrequency(1).hasMonetary("10").is(Lifecycle.ACTIVE);
  }

  @Test
  @Tag("domain-4.3")
  @Tag("domain-4.4")
  void timePassesBeforeAFactIsTakenIn() {
    var customer = aCustomer().boughtFor("5000", TODAY).boughtFor("1", inDays(200));
    assertThat(instants(customer))
        .containsExactly(
            TODAY, inDays(30), inDays(60), inDays(120), inDays(134), inDays(180), inDays(200));
    assertThat(customer.changes())
        .extracting(TierChange::to)
        .containsExactly("GOLD", "SILVER", "GOLD");
  }

  @Test
  @Tag("domain-1.21")
  void recordTimestampsAreCutToMicroseconds() {
    var customer = aCustomer().boughtUnnoticed("10", TODAY, TODAY.plusNanos(1_999));
    assertThat(customer.standing().asOf()).isEqualTo(justAfter(TODAY));
  }

  private static List<Instant> instants(Customer customer) {
    return customer.applications().stream().map(Application::at).toList();
  }
}
