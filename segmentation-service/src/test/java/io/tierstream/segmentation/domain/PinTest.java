package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.TODAY;
import static io.tierstream.segmentation.domain.Customer.aCustomer;
import static io.tierstream.segmentation.domain.Customer.aCustomerBy;
import static io.tierstream.segmentation.domain.Customer.daysAgo;
import static io.tierstream.segmentation.domain.Customer.inDays;
import static io.tierstream.segmentation.domain.Customer.justBefore;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PinTest {

  @Test
  @Tag("domain-4.22")
  @Tag("domain-4.35")
  void aPinHoldsTheTierUntilItsInstantAndEndsByItself() {
    Customer customer = aCustomer().boughtFor("1000.00", TODAY).pinnedTo("GOLD", inDays(5), TODAY);
    assertThat(customer.standing().tier()).isEqualTo("GOLD");
    assertThat(customer.standing().nextChangeAt()).isEqualTo(inDays(5));
    assertThat(customer.standing(justBefore(inDays(5))).belowSince()).isNull();
    customer.waitedUntil(inDays(5));
    assertThat(customer.standing().tier()).isEqualTo("GOLD");
    assertThat(customer.standing().belowSince()).isEqualTo(inDays(5));
    assertThat(customer.lastRisk().fallsAt()).isEqualTo(inDays(19));
  }

  @Test
  @Tag("domain-4.23")
  void whilePinnedNothingElseMovesTheTierOrPutsItAtRisk() {
    Customer customer = aCustomer().pinnedTo("SILVER", inDays(400), daysAgo(1));
    customer.boughtFor("9000.00", 4, TODAY);
    assertThat(customer.standing().tier()).isEqualTo("SILVER");
    assertThat(customer.standing().belowSince()).isNull();
    assertThat(customer.standing(inDays(300)).tier()).isEqualTo("SILVER");
    assertThat(customer.standing().belowSince()).isNull();
    assertThat(customer.risks()).isEmpty();
    assertThat(customer.changes()).hasSize(1);
  }

  @Test
  @Tag("domain-4.23")
  void aTierAtRiskThatIsPinnedIsSafe() {
    Customer customer = aCustomer().boughtFor("2000.00", daysAgo(120)).waitedUntil(TODAY);
    while (customer.standing().belowSince() == null) {
      customer.waitedUntil(customer.standing().nextChangeAt());
    }
    String tier = customer.standing().tier();
    customer.pinnedTo(tier, inDays(500), customer.standing().asOf());
    assertThat(customer.standing().belowSince()).isNull();
    assertThat(customer.lastRisk().fallsAt()).isNull();
    assertThat(customer.lastRisk().crossed()).isNull();
  }

  @Test
  @Tag("domain-4.24")
  void atTheEndOfAPinRulesGoOnFromThePinnedTier() {
    Customer up = aCustomer().boughtFor("9000.00", 8, TODAY).pinnedTo("BRONZE", inDays(2), TODAY);
    assertThat(up.standing().tier()).isEqualTo("BRONZE");
    assertThat(up.standing(inDays(2)).tier()).isEqualTo("DIAMOND");
    assertThat(up.lastChange().kind()).isEqualTo(TierChangeKind.UPGRADE);
    assertThat(up.lastChange().effectiveAt()).isEqualTo(inDays(2));

    Customer down = aCustomer().boughtFor("10.00", TODAY).pinnedTo("GOLD", inDays(2), TODAY);
    assertThat(down.standing(justBefore(inDays(16))).tier()).isEqualTo("GOLD");
    assertThat(down.standing(inDays(16)).tier()).isEqualTo("SILVER");
  }

  @Test
  @Tag("domain-4.29")
  @Tag("domain-4.35")
  void theEndOfAPinIsLookedAtOnlyIfItChangesSomething() {
    Customer kept = aCustomer().boughtFor("1000.00", TODAY).pinnedTo("SILVER", inDays(5), TODAY);
    assertThat(kept.standing().nextChangeAt()).isEqualTo(inDays(30));
    Customer unknown = aCustomer().boughtFor("10.00", TODAY).pinnedTo("VIP", inDays(5), TODAY);
    assertThat(unknown.standing().nextChangeAt()).isEqualTo(inDays(30));

    // What has come meanwhile counts: once SILVER couldn't be kept, its end matters.
    Customer faded = aCustomer().boughtFor("600.00", TODAY).pinnedTo("SILVER", inDays(300), TODAY);
    assertThat(faded.standing(inDays(250)).nextChangeAt()).isEqualTo(inDays(300));
    assertThat(faded.standing(inDays(300)).belowSince()).isEqualTo(inDays(300));
  }

  @Test
  @Tag("domain-4.25")
  void aCustomerWithoutATierCanBePinned() {
    Customer customer = aCustomer().pinnedTo("GOLD", inDays(2), TODAY);
    assertThat(customer.standing().tier()).isEqualTo("GOLD");
    assertThat(customer.lastChange().kind()).isEqualTo(TierChangeKind.INITIAL);
    assertThat(customer.standing().assessment().lifecycle()).isEqualTo(Lifecycle.PROSPECT);
    assertThat(customer.standing(inDays(2)).tier()).isNull();
    assertThat(customer.lastChange().kind()).isEqualTo(TierChangeKind.REVOKED);
    assertThat(customer.standing().nextChangeAt()).isNull();
  }

  @Test
  @Tag("domain-4.46")
  void theCauseOfAPinIsSaid() {
    Customer customer = aCustomer().boughtFor("10.00", TODAY).pinnedTo("GOLD", inDays(5), TODAY);
    assertThat(customer.lastChange().cause().type()).isEqualTo("PIN");
    assertThat(customer.lastChange().cause().eventId()).isEqualTo("event-of-pin");
    assertThat(customer.lastChange().crossed()).isNull();
    customer.pinnedTo("BRONZE", inDays(5), TODAY);
    assertThat(customer.lastChange().kind()).isEqualTo(TierChangeKind.DOWNGRADE);
  }

  @Test
  @Tag("domain-4.22")
  void aPinThatIsTakenAwayEndsThen() {
    Customer customer = aCustomer().boughtFor("1000.00", TODAY).pinnedTo("GOLD", inDays(50), TODAY);
    customer.unpinned(inDays(1));
    assertThat(customer.standing().belowSince()).isEqualTo(inDays(1));
    assertThat(customer.standing(inDays(15)).tier()).isEqualTo("SILVER");
  }

  @Test
  @Tag("domain-1.3")
  void ofAPinTheHighestVersionIsKnown() {
    Fold fold = new Fold(ModelTimeline.of(ScoringModel.standard()), job -> TODAY);
    Standing none = Standing.unknown("C-1");
    Standing pinned =
        fold.apply(none, new Pin(2, "GOLD", inDays(5), TODAY), TODAY, Cause.pin("e", "C-1"))
            .standing();
    Step stale =
        fold.apply(pinned, new Pin(1, "DIAMOND", inDays(9), TODAY), TODAY, Cause.pin("f", "C-1"));
    assertThat(stale.standing()).isSameAs(pinned);
    assertThat(stale.applications()).isEmpty();
    assertThat(pinned.facts().size()).isZero();
    assertThat(pinned.facts().pin().ordinal()).isEqualTo(1);
  }

  @Test
  @Tag("domain-4.23")
  void aPinToATierThatTheModelLacksDecidesNothing() {
    ScoringModel other =
        Models.standard()
            .numbered(2)
            .tiers(Tier.of("BRONZE", "1", "1"), Tier.of("SILVER", "2", "1.8"))
            .model();
    Customer customer =
        aCustomerBy(ScoringModel.standard())
            .boughtFor("2000.00", TODAY)
            .pinnedTo("DIAMOND", inDays(50), TODAY)
            .judgedBy(other, inDays(1));
    assertThat(customer.standing(inDays(1)).tier()).isEqualTo("SILVER");
    assertThat(customer.lastChange().kind()).isEqualTo(TierChangeKind.DOWNGRADE);
  }

  @Test
  void whatNoPinCanBeIsRefused() {
    assertThatThrownBy(() -> new Pin(0, "GOLD", TODAY, TODAY)).hasMessageContaining("version");
    assertThatThrownBy(() -> new Pin(1, "GOLD", null, TODAY)).hasMessageContaining("until");
    assertThatThrownBy(() -> new Pin(1, null, TODAY, TODAY)).hasMessageContaining("tier");
  }
}
