package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.daysAgo;
import static io.tierstream.segmentation.domain.Customer.inDays;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tierstream.segmentation.domain.Persons.Person;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.Tag;

/** Two customers turn out to be one, and sometimes not; §4. */
class MergeTest {

  private static final Instant TODAY = Customer.TODAY;

  private final Persons persons = Persons.byTheStandardModel();

  private void bought(String customerId, String orderId, String amount, Instant at) {
    persons.hears(customerId, purchase(orderId, amount, at), at);
  }

  private static OrderFact purchase(String orderId, String amount, Instant at) {
    return new OrderFact(order(orderId, 1, OrderStatus.PAID, amount, "0", at), at);
  }

  private static Feedback rated(String id, String rating, Instant at) {
    return new Feedback(
        id,
        1,
        FeedbackKind.REVIEW,
        new BigDecimal(rating),
        null,
        FeedbackStatus.RECEIVED,
        null,
        at);
  }

  private static Order order(
      String orderId, long version, OrderStatus status, String amount, String back, Instant at) {
    return new Order(
        orderId, version, status, new BigDecimal(amount), new BigDecimal(back), at, at);
  }

  private void wereTwo() {
    bought("C-1", "O-1", "700", daysAgo(20));
    bought("C-2", "O-2", "6000", daysAgo(10));
    bought("C-2", "O-3", "20", daysAgo(5));
  }

  private StandingAssert assertThatOf(String customerId) {
    return StandingAssert.assertThat(persons.standing(customerId));
  }

  @Example
  @Tag("domain-4.26")
  void aMergeIsOneNetTransition() {
    wereTwo();
    persons.merged("C-2", "C-1", TODAY);

    assertThatOf("C-1").hasFrequency(3).hasMonetary("6720").hasTier("GOLD");
    Person survivor = persons.person("C-1");
    assertThat(survivor.changes).hasSize(2);
    TierChange change = survivor.changes.get(1);
    assertThat(change.kind()).isEqualTo(TierChangeKind.UPGRADE);
    assertThat(change.from()).isEqualTo("SILVER");
    assertThat(change.effectiveAt()).isEqualTo(TODAY);
    assertThat(change.cause().type()).isEqualTo("customer.merged");
    assertThat(change.before().frequency()).isEqualTo(1);
    assertThat(change.after().frequency()).isEqualTo(3);
  }

  @Example
  @Tag("domain-4.26")
  void stepsDownWithoutAGraceAreOneTransitionToo() {
    Persons hasty =
        new Persons(
            ModelTimeline.of(
                Models.standard()
                    .weights(1, 1, 1, 97)
                    .downgrade(new Downgrade(Duration.ZERO, Downgrade.Reach.ONE_STEP, true))
                    .model()),
            Map.of());
    hasty.hears("C-1", purchase("O-1", "700", daysAgo(1)), daysAgo(1));
    hasty.hears("C-1", rated("F-1", "5", daysAgo(1)), daysAgo(1));
    for (int i = 2; i < 40; i++) {
      hasty.hears("C-2", rated("F-" + i, "1", daysAgo(1)), daysAgo(1));
    }
    int before = hasty.person("C-1").changes.size();
    hasty.merged("C-2", "C-1", TODAY);

    List<TierChange> changes = hasty.person("C-1").changes;
    assertThat(changes).hasSize(before + 1);
    TierChange change = changes.get(before);
    assertThat(change.kind()).isEqualTo(TierChangeKind.DOWNGRADE);
    assertThat(change.from()).isEqualTo("PLATINUM");
    assertThat(change.to()).isEqualTo("BRONZE");
    assertThat(change.crossed()).isEqualTo("composite fell below 3.50");
    assertThat(hasty.standing("C-1").sequence()).isEqualTo(before + 1);
    assertThat(hasty.standing("C-1").tierSince()).isEqualTo(TODAY);
  }

  @Example
  @Tag("domain-4.26")
  void whatComesInPartsIsAssessedWithTheLast() {
    manyPurchases(2 * Transfer.CAPACITY + 1);
    bought("C-1", "P-1", "700", daysAgo(1));
    Standing before = persons.standing("C-1");
    List<Transfer> parts = persons.merge("C-2", "C-1", TODAY);
    assertThat(parts.stream().map(part -> part.facts().size()))
        .containsExactly(Transfer.CAPACITY, Transfer.CAPACITY, 1);
    assertThat(parts.stream().map(Transfer::isLast)).containsExactly(false, false, true);

    persons.transferred("C-1", parts.get(0));
    Step second = persons.transferred("C-1", parts.get(1));
    assertThat(second.standing().assessment()).isEqualTo(before.assessment());
    assertThat(second.standing().tier()).isEqualTo(before.tier());
    assertThat(second.applications()).noneMatch(Application::isAssessed);
    Step last = persons.transferred("C-1", parts.get(2));
    assertThat(last.changes()).hasSize(1);
    assertThat(last.applications()).filteredOn(Application::isAssessed).hasSize(1);
    assertThatOf("C-1").hasFrequency(2 * Transfer.CAPACITY + 2).hasTier("DIAMOND");
  }

  private void manyPurchases(int count) {
    IntStream.rangeClosed(1, count).forEach(i -> bought("C-2", "O-" + i, "20", daysAgo(2)));
  }

  @Example
  @Tag("domain-4.26")
  void whatHappensBetweenThePartsWaitsForTheLast() {
    manyPurchases(Transfer.CAPACITY + 1);
    bought("C-1", "P-1", "700", daysAgo(29));
    List<Transfer> parts = persons.merge("C-2", "C-1", TODAY);
    persons.transferred("C-1", parts.get(0));
    Assessment before = persons.standing("C-1").assessment();
    bought("C-1", "P-2", "50", inDays(2));
    persons.waitedUntil(inDays(3));
    assertThat(persons.standing("C-1").assessment()).isEqualTo(before);

    Step last = persons.transferred("C-1", parts.get(1));
    assertThat(last.changes()).hasSize(1);
    assertThatOf("C-1").hasFrequency(Transfer.CAPACITY + 3);
  }

  @Example
  @Tag("domain-4.26")
  void whatComesTwiceOrTooLateChangesNothing() {
    wereTwo();
    List<Transfer> parts = persons.merge("C-2", "C-1", TODAY);
    persons.transferred("C-1", parts.get(0));
    Standing merged = persons.standing("C-1");
    assertThat(persons.transferred("C-1", parts.get(0)).standing()).isSameAs(merged);

    persons.unmerged("C-2", inDays(1));
    Standing apart = persons.standing("C-1");
    assertThat(persons.transferred("C-1", parts.get(0)).standing()).isSameAs(apart);
    persons.givenBack(
        "C-1", new Bond.GivenBack("C-2", 2), inDays(2), new Cause("again", "e", "C-2", null));
    assertThat(persons.standing("C-1")).isSameAs(apart);
  }

  @Example
  @Tag("domain-4.27")
  void aMergedCustomerHasNoTierAndNothingChangesByItself() {
    wereTwo();
    persons.merged("C-2", "C-1", TODAY);

    assertThatOf("C-2").hasNoTier().is(Lifecycle.PROSPECT).neverChanges().isSafe();
    TierChange change = persons.person("C-2").changes.get(1);
    assertThat(change.kind()).isEqualTo(TierChangeKind.REVOKED);
    assertThat(change.crossed()).isNull();
    persons.hears("C-2", new Pin(1, "GOLD", inDays(30), inDays(1)), inDays(1));
    assertThatOf("C-2").hasNoTier();
  }

  @Example
  @Tag("domain-4.27")
  void whatIsHeardOfAMergedCustomerLaterCountsForTheSurvivor() {
    wereTwo();
    persons.merged("C-2", "C-1", TODAY);
    bought("C-2", "O-4", "90", inDays(1));
    Order refunded = order("O-2", 2, OrderStatus.REFUNDED, "6000", "6000", daysAgo(10));
    persons.hears("C-2", new OrderFact(refunded, inDays(2)), inDays(2));

    assertThatOf("C-1").hasFrequency(3).hasMonetary("810").hasTier("SILVER");
    assertThat(persons.person("C-1").applications).last().isNotNull();
    assertThatOf("C-2").hasNoTier().hasFrequency(0);
  }

  @Example
  @Tag("domain-4.28")
  void afterAnUnmergeBothStandAsIfThereHadBeenNone() {
    wereTwo();
    persons.merged("C-2", "C-1", TODAY);
    bought("C-2", "O-4", "90", inDays(1));
    bought("C-1", "O-5", "30", inDays(2));
    persons.unmerged("C-2", inDays(3));

    Persons apart = Persons.byTheStandardModel();
    apart.hears("C-1", purchase("O-1", "700", daysAgo(20)), daysAgo(20));
    apart.hears("C-2", purchase("O-2", "6000", daysAgo(10)), daysAgo(10));
    apart.hears("C-2", purchase("O-3", "20", daysAgo(5)), daysAgo(5));
    apart.hears("C-2", purchase("O-4", "90", inDays(1)), inDays(1));
    apart.hears("C-1", purchase("O-5", "30", inDays(2)), inDays(2));
    apart.waitedUntil(inDays(3));
    for (String customerId : List.of("C-1", "C-2")) {
      Standing restored = persons.standing(customerId);
      Standing expected = apart.standing(customerId);
      assertThat(restored.tier()).isEqualTo(expected.tier());
      assertThat(restored.belowSince()).isEqualTo(expected.belowSince());
      assertThat(restored.nextChangeAt()).isEqualTo(expected.nextChangeAt());
      assertThat(restored.asOf()).isEqualTo(inDays(3));
      List<TierChange> changes = persons.person(customerId).changes;
      TierChange change = changes.get(changes.size() - 1);
      assertThat(change.effectiveAt()).isEqualTo(inDays(3));
      assertThat(change.to()).isEqualTo(expected.tier());
    }
    assertThat(persons.standing("C-2").facts().orders().get("O-2").ordinal()).isEqualTo(1);
  }

  @Example
  @Tag("domain-4.3")
  @Tag("domain-4.28")
  void whatTimeCausedBeforeAnUnmergeIsDatedWhenItCameWhetherSomebodyLookedOrNot() {
    wereTwo();
    persons.merged("C-2", "C-1", TODAY).unmerged("C-2", inDays(260));

    Person survivor = persons.person("C-1");
    assertThat(survivor.changes)
        .extracting(TierChange::to, TierChange::effectiveAt, change -> change.cause().type())
        .containsExactly(
            tuple("SILVER", daysAgo(20), "fact"),
            tuple("GOLD", TODAY, "customer.merged"),
            tuple("SILVER", inDays(249), Cause.TIME_PASSED),
            tuple("BRONZE", inDays(260), "customer.unmerged"));
  }

  @Example
  @Tag("domain-4.3")
  @Tag("domain-4.26")
  void whatTimeCausedBeforeAMergeIsDatedWhenItCameOfBoth() {
    bought("C-1", "O-1", "5000", daysAgo(300));
    bought("C-2", "O-2", "5000", daysAgo(300));
    persons.merged("C-2", "C-1", TODAY);

    for (String customerId : List.of("C-1", "C-2")) {
      assertThat(persons.person(customerId).changes)
          .extracting(TierChange::effectiveAt, change -> change.cause().type())
          .startsWith(tuple(daysAgo(300), "fact"), tuple(daysAgo(166), Cause.TIME_PASSED));
    }
  }

  @Example
  @Tag("domain-4.28")
  void whatCameBeforeTheMergeStaysAsItWasThoughAModelWasHeardOfLate() {
    bought("C-1", "O-1", "700", daysAgo(20));
    bought("C-1", "O-2", "10", daysAgo(10));
    ScoringModel strict =
        Models.standard()
            .numbered(2)
            .tiers(Tier.of("BRONZE", "1", "1"), Tier.of("SILVER", "4", "4"))
            .model();
    persons.judgedBy(strict, daysAgo(15)).waitedUntil(daysAgo(5));
    assertThat(persons.standing("C-1").belowSince()).isEqualTo(daysAgo(10));
    bought("C-2", "O-3", "9000", daysAgo(4));
    persons.merged("C-2", "C-1", daysAgo(3)).unmerged("C-2", daysAgo(2));

    assertThat(persons.standing("C-1").belowSince()).isEqualTo(daysAgo(10));
  }

  @Example
  @Tag("domain-4.28")
  void whatWaitedForAMergeThatIsGoneWaitedForNothing() {
    bought("C-1", "O-1", "10", daysAgo(1));
    manyPurchases(Transfer.CAPACITY + 1);
    List<Transfer> parts = persons.merge("C-2", "C-1", TODAY);
    persons.transferred("C-1", parts.get(0));
    bought("C-1", "P-1", "20000", inDays(1));
    Order refunded = order("P-1", 2, OrderStatus.REFUNDED, "20000", "20000", inDays(1));
    persons.hears("C-1", new OrderFact(refunded, inDays(2)), inDays(2));
    persons.transferred("C-1", parts.get(1));
    persons.unmerged("C-2", inDays(3));

    // PLATINUM on day 1, and on day 2 what can be kept of it: BRONZE alone could be entered.
    Persons apart = Persons.byTheStandardModel();
    apart.hears("C-1", purchase("O-1", "10", daysAgo(1)), daysAgo(1));
    apart.hears("C-1", purchase("P-1", "20000", inDays(1)), inDays(1));
    apart.hears("C-1", new OrderFact(refunded, inDays(2)), inDays(2));
    assertThat(apart.standing("C-1").tier()).isEqualTo("SILVER");
    assertThatOf("C-1").hasTier("SILVER");
  }

  @Example
  @Tag("domain-2.25")
  @Tag("domain-4.26")
  void theLastPartIsAssessedByTheModelThatHasComeMeanwhile() {
    manyPurchases(Transfer.CAPACITY + 1);
    bought("C-1", "P-1", "700", daysAgo(1));
    List<Transfer> parts = persons.merge("C-2", "C-1", TODAY);
    persons.judgedBy(Models.standard().numbered(2).model(), inDays(1));
    persons.transferred("C-1", parts.get(0));
    bought("C-1", "P-2", "50", inDays(2));
    Step last = persons.transferred("C-1", parts.get(1));

    assertThat(last.standing().asOf()).isEqualTo(inDays(2));
    assertThat(last.standing().model()).isEqualTo(2);
    assertThat(last.changes()).extracting(TierChange::model).containsExactly(2);
  }

  @Example
  @Tag("domain-4.28")
  void aRiskThatTheMergeHidIsAnnouncedAgain() {
    bought("C-1", "O-1", "700", daysAgo(225));
    bought("C-1", "O-2", "800", daysAgo(225));
    bought("C-2", "O-3", "9000", daysAgo(1));
    persons.merged("C-2", "C-1", TODAY);
    persons.unmerged("C-2", inDays(20));

    Persons apart = Persons.byTheStandardModel();
    apart.hears("C-1", purchase("O-1", "700", daysAgo(225)), daysAgo(225));
    apart.hears("C-1", purchase("O-2", "800", daysAgo(225)), daysAgo(225));
    apart.waitedUntil(inDays(20));
    assertThat(persons.standing("C-1").belowSince())
        .isNotNull()
        .isEqualTo(apart.standing("C-1").belowSince());
    AtRisk again = persons.person("C-1").risks.get(persons.person("C-1").risks.size() - 1);
    AtRisk first = apart.person("C-1").risks.get(0);
    assertThat(again.fallsAt()).isEqualTo(first.fallsAt());
    assertThat(again.fallsTo()).isEqualTo(first.fallsTo());
    assertThat(again.crossed()).isEqualTo(first.crossed());
  }

  @Example
  @Tag("domain-4.26")
  @Tag("domain-4.28")
  void whoWasMergedBeforeGoesAlongAndComesBack() {
    bought("C-1", "O-1", "100", daysAgo(9));
    bought("C-2", "O-2", "200", daysAgo(8));
    bought("C-3", "O-3", "400", daysAgo(7));
    persons.merged("C-3", "C-2", daysAgo(6));
    persons.merged("C-2", "C-1", daysAgo(5));
    assertThatOf("C-1").hasMonetary("700");
    bought("C-3", "O-4", "800", daysAgo(4));
    assertThatOf("C-1").hasMonetary("1500");

    persons.unmerged("C-3", daysAgo(3));
    assertThatOf("C-1").hasMonetary("300");
    assertThatOf("C-2").hasNoTier();
    assertThatOf("C-3").hasMonetary("1200");
    bought("C-2", "O-5", "1000", daysAgo(2));
    persons.merged("C-3", "C-2", daysAgo(2));
    assertThatOf("C-1").hasMonetary("2500");
    persons.unmerged("C-2", daysAgo(1));
    assertThatOf("C-1").hasMonetary("100");
    assertThatOf("C-2").hasMonetary("2400");
    assertThatOf("C-3").hasNoTier();
  }

  @Example
  @Tag("domain-1.17")
  void nothingIsLeftOfAnErasedCustomerAndNobodyRises() {
    wereTwo();
    persons.erased("C-2", TODAY);
    assertThatOf("C-2").hasNoTier().neverChanges().hasFrequency(0);
    assertThat(persons.standing("C-2").facts().size()).isZero();
    assertThat(persons.person("C-2").changes)
        .last()
        .satisfies(change -> assertThat(change.kind()).isEqualTo(TierChangeKind.REVOKED));

    Standing erased = persons.standing("C-2");
    bought("C-2", "O-9", "50", inDays(1));
    persons.merged("C-1", "C-2", inDays(2));
    persons.merged("C-2", "C-1", inDays(2));
    persons.judgedBy(Models.standard().numbered(2).model(), inDays(3)).waitedUntil(inDays(4));
    assertThat(persons.standing("C-2")).isSameAs(erased);
  }

  @Example
  @Tag("domain-4.5")
  void aHistoryWithMergesFoldsAgainToTheSame() {
    wereTwo();
    persons.merged("C-2", "C-1", TODAY);
    bought("C-2", "O-4", "90", inDays(1));
    persons.unmerged("C-2", inDays(30)).merged("C-2", "C-1", inDays(40));
    persons.waitedUntil(inDays(400));
    persons.erased("C-1", inDays(500));
    for (String customerId : List.of("C-1", "C-2")) {
      Person person = persons.person(customerId);
      Replay replay = new Replay(persons.fold(), customerId);
      List<Step> steps = person.applications.stream().map(replay::repeat).toList();
      assertThat(replay.standing()).isEqualTo(person.standing);
      assertThat(steps.stream().flatMap(step -> step.changes().stream())).isEqualTo(person.changes);
      assertThat(steps.stream().flatMap(step -> step.applications().stream()))
          .isEqualTo(person.applications);
    }
  }

  @Example
  @Tag("domain-4.26")
  void anEmptyMergeIsKnown() {
    persons.merged("C-2", "C-1", TODAY);
    assertThat(persons.standing("C-1").bonds().sources()).isEqualTo(Map.of("C-2", 1L));
    assertThatOf("C-1").hasNoTier();
  }
}
