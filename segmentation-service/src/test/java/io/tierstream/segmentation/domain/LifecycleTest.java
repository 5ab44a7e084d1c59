package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.TODAY;
import static io.tierstream.segmentation.domain.Customer.aCustomer;
import static io.tierstream.segmentation.domain.Customer.daysAgo;
import static io.tierstream.segmentation.domain.Customer.inDays;
import static io.tierstream.segmentation.domain.Customer.justBefore;
import static io.tierstream.segmentation.domain.StandingAssert.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LifecycleTest {

  @Test
  @Tag("domain-6.1")
  void withoutAPurchaseSomebodyIsAProspectWithoutScoresOrSegment() {
    assertThat(aCustomer().placed("10", daysAgo(1)).standing(TODAY))
        .is(Lifecycle.PROSPECT)
        .hasNoScores()
        .hasNoSegment();
  }

  @Test
  @Tag("domain-2.16")
  @Tag("domain-4.34")
  @Tag("domain-6.2")
  void aFirstPurchaseMakesACustomerNewForThirtyDays() {
    var customer = aCustomer().boughtFor("10", TODAY);
    assertThat(customer.standing()).is(Lifecycle.NEW);
    assertThat(customer.standing(justBefore(inDays(30)))).is(Lifecycle.NEW);
    assertThat(customer.standing(inDays(30))).is(Lifecycle.ACTIVE);
  }

  @Test
  @Tag("domain-6.2")
  @Tag("domain-6.3")
  void aSecondPurchaseMakesACustomerActive() {
    var customer = aCustomer().boughtFor("10", TODAY).boughtFor("20", inDays(1));
    assertThat(customer.standing()).is(Lifecycle.ACTIVE);
  }

  @Test
  @Tag("domain-6.2")
  void whoHasBoughtLongAgoIsNotNewAgain() {
    var customer = aCustomer().boughtFor("10", daysAgo(1000)).boughtFor("20", TODAY);
    assertThat(customer.standing()).is(Lifecycle.ACTIVE).hasFrequency(1);
  }

  @Test
  @Tag("domain-4.34")
  @Tag("domain-6.2")
  void theRefundOfTheSecondPurchaseMakesACustomerNewAgain() {
    var customer = aCustomer().boughtFor("10", TODAY).boughtFor("20", inDays(1));
    assertThat(customer.refunded("20", inDays(2)).standing())
        .is(Lifecycle.NEW)
        .changesNextAt(inDays(30));
  }

  @Test
  @Tag("domain-2.16")
  @Tag("domain-6.3")
  @Tag("domain-6.4")
  @Tag("domain-6.5")
  void afterHalfAYearACustomerIsDormantAndAfterAYearChurned() {
    var customer = aCustomer().boughtFor("10", TODAY);
    assertThat(customer.standing(justBefore(inDays(180)))).is(Lifecycle.ACTIVE);
    assertThat(customer.standing(inDays(180))).is(Lifecycle.DORMANT);
    assertThat(customer.standing(justBefore(inDays(365)))).is(Lifecycle.DORMANT);
    assertThat(customer.standing(inDays(365))).is(Lifecycle.CHURNED).hasTier("BRONZE");
  }

  @Test
  void aPurchaseWakesTheChurned() {
    var customer = aCustomer().boughtFor("10", daysAgo(500)).boughtFor("20", TODAY);
    assertThat(customer.standing()).is(Lifecycle.ACTIVE);
  }

  @Test
  @Tag("domain-6.6")
  void whoIsDormantMayHaveAnyTierOrLoseIt() {
    var one = aCustomer().boughtFor("10", TODAY);
    var other = aCustomer().boughtFor("5000", TODAY);
    assertThat(one.standing(inDays(180))).is(Lifecycle.DORMANT).hasTier("BRONZE");
    assertThat(other.standing(inDays(180))).is(Lifecycle.DORMANT).hasTier("SILVER");
  }
}
