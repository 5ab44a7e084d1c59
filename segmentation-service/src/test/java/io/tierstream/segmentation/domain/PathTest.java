package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.TODAY;
import static io.tierstream.segmentation.domain.Customer.aCustomer;
import static io.tierstream.segmentation.domain.Customer.inDays;
import static io.tierstream.segmentation.domain.StandingAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** A standing is where a path has led; the path is kept, and can be gone again. */
class PathTest {

  @Example
  @Tag("domain-1.24")
  void theTierDependsOnWhatWasKnownWhen() {
    var atOnce = aCustomer().boughtFor("5000", TODAY).waitedUntil(inDays(125));
    var late = aCustomer().boughtUnnoticed("5000", TODAY, inDays(125));
    assertThat(late.standing().assessment()).isEqualTo(assessedLike(late, atOnce));
    assertThat(atOnce.standing()).hasTier("GOLD").isBelowSince(inDays(120));
    assertThat(late.standing()).hasTier("SILVER").isSafe();
  }

  /** The figures of {@code other} at the instant of {@code one}. */
  private static Assessment assessedLike(Customer one, Customer other) {
    return Assessment.assess(
        other.standing().facts(), ScoringModel.standard(), one.standing().asOf());
  }

  @Example
  @Tag("domain-2.23")
  void twoPeopleWithTheSamePurchasesHaveTheSameScores() {
    var one = aCustomer().boughtFor("700", TODAY).boughtFor("30", inDays(1)).rated("4", inDays(2));
    var other = aCustomer().rated("4", inDays(2));
    other.boughtUnnoticed("30", inDays(1), inDays(2)).boughtUnnoticed("700", TODAY, inDays(2));
    assertThat(other.standing().assessment()).isEqualTo(one.standing().assessment());
  }

  @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
  @Tag("domain-4.5")
  void theApplicationsFoldAgainExactly(
      @ForAll("histories") History history, @ForAll("models") ScoringModel model) {
    FoldedHistory folded = FoldedHistory.of(model, history);
    Fold fold = new Fold(folded.models(), history.jobs()::get);
    Replay replay = new Replay(fold, folded.standing().customerId());
    List<Application> again = new ArrayList<>();
    List<TierChange> changes = new ArrayList<>();
    List<AtRisk> risks = new ArrayList<>();
    for (Application application : folded.applications) {
      Step step = replay.repeat(application);
      assertThat(step.applications()).containsExactly(application);
      again.addAll(step.applications());
      changes.addAll(step.changes());
      risks.addAll(step.risks());
    }
    assertThat(replay.standing()).isEqualTo(folded.standing());
    assertThat(changes).isEqualTo(folded.tierChanges);
    assertThat(risks).isEqualTo(folded.atRisks);
    FewerTries.often("time passed", again.stream().anyMatch(a -> a.fact() == null), 50);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  @Tag("domain-4.1")
  void aStandingGoesOnFromItsStateAlone(
      @ForAll("histories") History history, @ForAll("models") ScoringModel model) {
    Fold fold = new Fold(ModelTimeline.of(model), history.jobs()::get);
    Standing kept = Standing.unknown("C-1");
    Standing reloaded = kept;
    for (History.Delivery delivery : history.deliveries()) {
      Cause cause = new Cause("fact", "event", "subject", delivery.backfill());
      Step step = fold.apply(kept, delivery.fact(), delivery.recordedAt(), cause);
      Step other = fold.apply(reloaded, delivery.fact(), delivery.recordedAt(), cause);
      assertThat(other).isEqualTo(step);
      kept = step.standing();
      reloaded = reloaded(other.standing());
    }
    Instant later = kept.asOf().plus(Duration.ofDays(2000));
    assertThat(fold.advance(reloaded, later)).isEqualTo(fold.advance(kept, later));
  }

  /** As it comes from where it is stored: nothing remembered but what it says. */
  private static Standing reloaded(Standing standing) {
    List<KnownOrder> orders = new ArrayList<>();
    standing.facts().orders().all().forEach(orders::add);
    return new Standing(
        standing.customerId(),
        new Facts(
            OrderBook.of(orders),
            FeedbackBook.of(standing.facts().feedback().all()),
            standing.facts().pin()),
        standing.tier(),
        standing.assessment(),
        standing.tierSince(),
        standing.belowSince(),
        standing.sequence(),
        standing.nextChangeAt(),
        standing.ordinal(),
        standing.model(),
        standing.backfill(),
        standing.bonds());
  }

  @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
  @Tag("domain-4.43")
  void whatHappensNamesTheModelItWasJudgedBy(
      @ForAll("histories") History history, @ForAll("models") ScoringModel model) {
    FoldedHistory folded = FoldedHistory.of(model, history.leftAlone());
    folded.waitUntil(folded.standing().asOf().plus(Duration.ofDays(2000)));
    assertThat(model.number()).isNotEqualTo(ScoringModel.standard().number());
    assertThat(folded.tierChanges).allMatch(change -> change.model() == model.number());
    assertThat(folded.atRisks).allMatch(risk -> risk.model() == model.number());
    FewerTries.often("at risk", !folded.atRisks.isEmpty(), 20);
  }

  @Provide
  Arbitrary<History> histories() {
    return Histories.histories();
  }

  @Provide
  Arbitrary<ScoringModel> models() {
    return RandomModels.models();
  }
}
