package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.TODAY;
import static io.tierstream.segmentation.domain.Customer.aCustomer;
import static io.tierstream.segmentation.domain.Customer.aCustomerBy;
import static io.tierstream.segmentation.domain.Customer.daysAgo;
import static io.tierstream.segmentation.domain.Customer.inDays;
import static io.tierstream.segmentation.domain.Customer.justBefore;
import static io.tierstream.segmentation.domain.StandingAssert.assertThat;
import static io.tierstream.segmentation.domain.TierChangeKind.DOWNGRADE;
import static io.tierstream.segmentation.domain.TierChangeKind.INITIAL;
import static io.tierstream.segmentation.domain.TierChangeKind.REVOKED;
import static io.tierstream.segmentation.domain.TierChangeKind.UPGRADE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules 1 to 4. With one purchase the composite is (2R + 3·1 + 4M) / 9. */
class TierTest {

  /** R5 F1 M4: 3.222. At 120 days R2: 2.556, below GOLD's keep. */
  private static Customer aGoldCustomer() {
    return aCustomer().boughtFor("5000", TODAY);
  }

  /** R5 F5 M5. */
  private static Customer aDiamondCustomer(ScoringModel model) {
    return aCustomerBy(model).boughtFor("1250", 16, TODAY);
  }

  private static final Instant BELOW = inDays(120);
  private static final Instant FALL = inDays(134);

  @Nested
  class NoQualifyingPurchase {

    @Test
    @Tag("domain-4.13")
    @Tag("domain-4.36")
    void whoHasBoughtNothingHasNoTier() {
      assertThat(aCustomer().placed("9", TODAY).standing()).hasNoTier().neverChanges();
    }

    @Test
    @Tag("domain-4.14")
    @Tag("domain-4.38")
    void theFirstPurchaseEntersTheHighestTierItOpens() {
      var customer = aGoldCustomer();
      assertThat(customer.standing()).hasTier("GOLD").hasComposite("3.222");
      assertThat(changes(customer)).containsExactly(tuple(1L, INITIAL, null, "GOLD", TODAY));
    }

    @Test
    @Tag("domain-4.13")
    @Tag("domain-4.15")
    void losingTheLastPurchaseTakesTheTierAway() {
      var customer = aGoldCustomer().refunded("5000", inDays(3));
      assertThat(customer.standing()).hasNoTier().neverChanges().isSafe();
      assertThat(changes(customer))
          .containsExactly(
              tuple(1L, INITIAL, null, "GOLD", TODAY), tuple(2L, REVOKED, "GOLD", null, inDays(3)));
    }

    @Test
    @Tag("domain-4.15")
    void losingItWhileTheTierIsAtRiskEndsTheRiskToo() {
      var customer = aGoldCustomer().waitedUntil(BELOW).cancelled("5000", inDays(121));
      assertThat(customer.standing(inDays(1000))).hasNoTier().isSafe().neverChanges();
    }

    @Test
    @Tag("domain-4.14")
    @Tag("domain-4.39")
    void buyingAgainAfterwardsIsAFirstPurchase() {
      var customer = aGoldCustomer().refunded("5000", inDays(3)).boughtFor("10", inDays(4));
      assertThat(changes(customer)).last().isEqualTo(tuple(3L, INITIAL, null, "BRONZE", inDays(4)));
    }

    @Test
    @Tag("domain-4.36")
    void aPurchaseOutOfTheWindowKeepsTheLowestTierForEver() {
      assertThat(aCustomer().boughtFor("10", daysAgo(3000)).standing(TODAY))
          .hasTier("BRONZE")
          .hasComposite("1.000")
          .neverChanges();
    }
  }

  @Nested
  class Upgrade {

    @Test
    @Tag("domain-4.16")
    @Tag("domain-4.38")
    void isAtOnceAndOverAnyNumberOfTiers() {
      var customer = aCustomer().boughtFor("10", TODAY).boughtFor("20000", inDays(1));
      assertThat(customer.standing()).hasTier("PLATINUM").hasComposite("4.000"); // R5 F2 M5
      assertThat(changes(customer))
          .containsExactly(
              tuple(1L, INITIAL, null, "BRONZE", TODAY),
              tuple(2L, UPGRADE, "BRONZE", "PLATINUM", inDays(1)));
    }

    @Test
    @Tag("domain-2.11")
    @Tag("domain-4.16")
    void isReachedByExactlyTheCutOff() {
      var customer = aCustomer().boughtFor("400", 4, daysAgo(10)); // R5 F3 M2: 27/9
      assertThat(customer.standing()).hasComposite("3.000").hasTier("GOLD");
    }

    @Test
    @Tag("domain-2.29")
    void isMissedByAFractionOfAPoint() {
      var customer = aCustomer().boughtFor("2000", daysAgo(10)); // R5 F1 M3: 25/9
      assertThat(customer.standing()).hasComposite("2.778").hasTier("SILVER");
    }

    @Test
    void bySomethingOtherThanTheFiguresNamesTheComposite() {
      Assessment silver = aCustomer().boughtFor("500", TODAY).standing().assessment();
      TierRules rules =
          new TierRules(ScoringModel.standard().tiers(), ScoringModel.standard().downgrade());
      TierRules.Ruling ruling = rules.judge("BRONZE", null, false, silver, silver, false);
      assertThat(ruling.moves())
          .containsExactly(
              new TierRules.Move(UPGRADE, "BRONZE", "SILVER", "composite reached 2.00"));
    }

    @Test
    void endsARiskWithoutAnotherWord() {
      var customer = aGoldCustomer().waitedUntil(BELOW).boughtFor("20000", inDays(121));
      assertThat(customer.standing()).hasTier("PLATINUM").isSafe();
      assertThat(customer.risks()).hasSize(1);
    }

    @Test
    @Tag("domain-2.12")
    @Tag("domain-4.16")
    void waitsForTheFloorsOfTheTier() {
      ScoringModel model =
          Models.standard()
              .tiers(
                  Tier.of("BRONZE", "1.00", "1.00"),
                  new Tier("GOLD", amount("2.00"), amount("1.80"), amount("600"), 2))
              .model();
      var customer = aCustomerBy(model).boughtFor("599.99", TODAY);
      assertThat(customer.standing()).hasTier("BRONZE").hasComposite("2.333");
      assertThat(customer.boughtFor("0.01", inDays(1)).standing()).hasTier("GOLD");
      assertThat(customer.lastChange().crossed()).isEqualTo("monetary reached 600");
    }
  }

  @Nested
  class Downgrade {

    @Test
    @Tag("domain-4.17")
    @Tag("domain-4.33")
    void beginsWithAGraceAtTheInstantOfTheCrossing() {
      var customer = aGoldCustomer();
      assertThat(customer.standing(justBefore(BELOW))).hasTier("GOLD").isSafe();
      assertThat(customer.standing(BELOW)).hasTier("GOLD").isBelowSince(BELOW).changesNextAt(FALL);
      assertThat(customer.risks())
          .extracting(AtRisk::tier, AtRisk::fallsTo, AtRisk::fallsAt, AtRisk::effectiveAt)
          .containsExactly(tuple("GOLD", "SILVER", FALL, BELOW));
    }

    @Test
    @Tag("domain-4.3")
    @Tag("domain-4.18")
    void comesAtExactlyTheEndOfTheGraceWheneverNoticed() {
      var customer = aGoldCustomer();
      assertThat(customer.standing(justBefore(FALL))).hasTier("GOLD");
      assertThat(customer.standing(inDays(200))).hasTier("SILVER").isSafe();
      assertThat(changes(customer)).last().isEqualTo(tuple(2L, DOWNGRADE, "GOLD", "SILVER", FALL));
    }

    @Test
    @Tag("domain-2.13")
    @Tag("domain-4.18")
    void isOneStepWithANewGraceForTheNext() {
      // R1 F5 M5, 4.111, from day 240 on; all is gone on day 365.
      var customer = aDiamondCustomer(ScoringModel.standard()).waitedUntil(inDays(1000));
      assertThat(changes(customer))
          .endsWith(
              tuple(4L, UPGRADE, "PLATINUM", "DIAMOND", TODAY),
              tuple(5L, DOWNGRADE, "DIAMOND", "PLATINUM", inDays(254)),
              tuple(6L, DOWNGRADE, "PLATINUM", "GOLD", inDays(379)),
              tuple(7L, DOWNGRADE, "GOLD", "SILVER", inDays(393)),
              tuple(8L, DOWNGRADE, "SILVER", "BRONZE", inDays(407)));
      assertThat(customer.risks())
          .extracting(AtRisk::sequence, AtRisk::tier, AtRisk::fallsAt)
          .containsExactly(
              tuple(4L, "DIAMOND", inDays(254)),
              tuple(5L, "PLATINUM", inDays(379)),
              tuple(6L, "GOLD", inDays(393)),
              tuple(7L, "SILVER", inDays(407)));
      assertThat(customer.standing()).hasTier("BRONZE").isSafe().neverChanges();
    }

    @Test
    @Tag("domain-2.14")
    @Tag("domain-4.19")
    void isDirectWhereTheModelSaysSo() {
      ScoringModel model = Models.standard().fallingDirectly().model();
      var customer = aDiamondCustomer(model).waitedUntil(inDays(366));
      assertThat(customer.lastRisk().fallsTo()).isEqualTo("BRONZE");
      assertThat(changes(customer.waitedUntil(inDays(1000))))
          .last()
          .isEqualTo(tuple(6L, DOWNGRADE, "PLATINUM", "BRONZE", inDays(379)));
    }

    @Test
    @Tag("domain-4.18")
    void withoutAGraceTakesAllItsStepsAtOnce() {
      ScoringModel model = Models.standard().grace(Duration.ZERO).model();
      var customer = aDiamondCustomer(model).waitedUntil(inDays(365));
      assertThat(changes(customer))
          .endsWith(
              tuple(5L, DOWNGRADE, "DIAMOND", "PLATINUM", inDays(240)),
              tuple(6L, DOWNGRADE, "PLATINUM", "GOLD", inDays(365)),
              tuple(7L, DOWNGRADE, "GOLD", "SILVER", inDays(365)),
              tuple(8L, DOWNGRADE, "SILVER", "BRONZE", inDays(365)));
      assertThat(customer.standing()).isSafe().neverChanges();
      assertThat(customer.risks()).isEmpty();
    }

    @Test
    @Tag("domain-4.17")
    void theGraceGoesOnThroughAPurchaseThatIsNotEnough() {
      var customer = aGoldCustomer().boughtFor("10", inDays(125)).waitedUntil(inDays(365));
      assertThat(customer.standing()).isBelowSince(inDays(365)).hasComposite("1.000");
      customer.boughtFor("20", inDays(370)); // R5 F2 M1: 2.222
      assertThat(customer.standing()).hasTier("GOLD").isBelowSince(inDays(365));
      assertThat(customer.standing(inDays(379))).hasTier("SILVER").isSafe();
      assertThat(customer.risks())
          .extracting(AtRisk::effectiveAt)
          .containsExactly(BELOW, inDays(125), inDays(365));
    }
  }

  @Nested
  class Refund {

    @Test
    @Tag("domain-4.20")
    void thatLoweredTheCompositeTakesTheTierAtOnceAndDirectly() {
      // R5 F4 M5, 4.667, to R5 F4 M1, 2.889: GOLD could be kept.
      var customer = aCustomer().boughtFor("10", 8, TODAY).boughtFor("20000", TODAY);
      assertThat(customer.standing()).hasTier("DIAMOND");
      customer.refunded("20000", inDays(2));
      assertThat(customer.standing()).hasTier("GOLD").isSafe().hasComposite("2.889");
      assertThat(changes(customer))
          .last()
          .isEqualTo(tuple(4L, DOWNGRADE, "DIAMOND", "GOLD", inDays(2)));
      assertThat(customer.risks()).isEmpty();
    }

    @Test
    @Tag("domain-4.20")
    void isNoReasonToFallWhileTheTierIsKept() {
      var customer = aCustomer().boughtFor("10", 8, TODAY).boughtFor("20000", TODAY);
      customer.refundedPartOf("20000", "100", inDays(2)); // M4: 4.222, below DIAMOND's keep
      assertThat(customer.standing()).hasTier("PLATINUM");
      customer.refundedPartOf("20000", "200", inDays(3)); // still M4
      assertThat(customer.standing()).hasTier("PLATINUM").isSafe();
    }

    @Test
    @Tag("domain-4.20")
    void thatLoweredNothingLeavesTheGraceAsItIs() {
      var customer = aCustomer().boughtFor("5001", TODAY).waitedUntil(BELOW);
      customer.refundedPartOf("5001", "1", inDays(125));
      assertThat(customer.standing()).hasTier("GOLD").isBelowSince(BELOW).changesNextAt(FALL);
    }

    @Test
    @Tag("domain-4.20")
    void thatLoweredTheCompositeCutsTheGraceShort() {
      var customer = aCustomer().boughtFor("5001", TODAY).waitedUntil(BELOW);
      customer.refundedPartOf("5001", "1.01", inDays(125)); // R2 F1 M3: 2.111
      assertThat(customer.standing()).hasTier("SILVER").isSafe();
      assertThat(changes(customer))
          .last()
          .isEqualTo(tuple(2L, DOWNGRADE, "GOLD", "SILVER", inDays(125)));
    }

    @Test
    @Tag("domain-4.20")
    void answersOnlyForItsOwnDoing() {
      // The instant of the refund is that of the crossing: time lowered the composite, not it.
      var customer = aCustomer().boughtFor("5001", TODAY);
      customer.refundedPartOf("5001", "1", BELOW);
      assertThat(customer.standing()).hasTier("GOLD").isBelowSince(BELOW);
    }

    @Test
    @Tag("domain-4.20")
    void byCancellationIsTheSame() {
      var customer = aCustomer().boughtFor("10", TODAY).boughtFor("5000", TODAY);
      assertThat(customer.standing()).hasTier("GOLD");
      assertThat(customer.cancelled("5000", inDays(1)).standing()).hasTier("SILVER").isSafe();
    }

    @Test
    @Tag("domain-4.20")
    void hasAGraceWhereTheModelSaysSo() {
      ScoringModel model = Models.standard().graceForRefundsToo().model();
      var customer = aCustomerBy(model).boughtFor("10", TODAY).boughtFor("5000", TODAY);
      customer.cancelled("5000", inDays(1));
      assertThat(customer.standing()).hasTier("GOLD").isBelowSince(inDays(1));
      assertThat(customer.standing(inDays(15))).hasTier("SILVER");
    }

    @Test
    @Tag("domain-2.12")
    @Tag("domain-4.17")
    @Tag("domain-4.20")
    void thatOnlyBreaksAFloorHasAGrace() {
      ScoringModel model =
          Models.standard()
              .tiers(
                  Tier.of("BRONZE", "1.00", "1.00"),
                  new Tier("GOLD", amount("2.00"), amount("1.80"), amount("600"), null))
              .model();
      var customer = aCustomerBy(model).boughtFor("600", TODAY);
      customer.refundedPartOf("600", "0.01", inDays(1));
      assertThat(customer.standing()).hasTier("GOLD").isBelowSince(inDays(1));
      assertThat(customer.lastRisk().crossed()).isEqualTo("monetary fell below 600");
      assertThat(customer.standing(inDays(15))).hasTier("BRONZE");
      assertThat(customer.lastChange().crossed()).isEqualTo("monetary fell below 600");
    }
  }

  @Nested
  class Recovery {

    @Test
    @Tag("domain-4.21")
    void clearsTheGraceAndSaysThatTheRiskHasPassed() {
      var customer = aGoldCustomer().waitedUntil(BELOW).boughtFor("10", inDays(125));
      assertThat(customer.standing()).hasTier("GOLD").isSafe();
      assertThat(customer.risks()).hasSize(2);
      assertThat(customer.lastRisk())
          .extracting(AtRisk::tier, AtRisk::fallsTo, AtRisk::fallsAt, AtRisk::effectiveAt)
          .containsExactly("GOLD", null, null, inDays(125));
      assertThat(customer.lastRisk().crossed()).isEqualTo("composite reached 2.75");
      assertThat(customer.changes()).hasSize(1);
    }

    @Test
    @Tag("domain-4.21")
    void oneMicrosecondBeforeTheFallIsInTime() {
      var customer = aGoldCustomer().boughtFor("10", justBefore(FALL));
      assertThat(customer.standing()).hasTier("GOLD").isSafe();
    }

    @Test
    @Tag("domain-4.3")
    @Tag("domain-4.18")
    void atTheInstantOfTheFallIsTooLate() {
      var customer = aGoldCustomer().boughtFor("10", FALL); // R5 F2 M4 at once leads up again
      assertThat(changes(customer))
          .endsWith(
              tuple(2L, DOWNGRADE, "GOLD", "SILVER", FALL),
              tuple(3L, UPGRADE, "SILVER", "GOLD", FALL));
    }

    @Test
    @Tag("domain-4.21")
    void aSecondRiskHasAWholeGraceOfItsOwn() {
      var customer = aGoldCustomer().waitedUntil(BELOW).boughtFor("10", inDays(125));
      customer.waitedUntil(inDays(365)); // R2 F2 M4, 2.889, until then; now R1 F1 M1
      assertThat(customer.standing()).hasTier("GOLD").isBelowSince(inDays(365));
      assertThat(customer.standing(inDays(379))).hasTier("SILVER");
    }
  }

  private static List<Tuple> changes(Customer customer) {
    return customer.changes().stream()
        .map(c -> tuple(c.sequence(), c.kind(), c.from(), c.to(), c.effectiveAt()))
        .toList();
  }

  private static BigDecimal amount(String amount) {
    return new BigDecimal(amount);
  }
}
