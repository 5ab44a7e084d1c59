package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.TODAY;
import static io.tierstream.segmentation.domain.Customer.aCustomer;
import static io.tierstream.segmentation.domain.Customer.daysAgo;
import static io.tierstream.segmentation.domain.Customer.inDays;
import static io.tierstream.segmentation.domain.Customer.justBefore;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ExplanationTest {

  private static final ScoringModel STANDARD = ScoringModel.standard();

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  @net.jqwik.api.Tag("domain-7.2")
  void addsUpToTheStanding(
      @ForAll("models") ScoringModel first, @ForAll("histories") History history) {
    FoldedHistory folded = FoldedHistory.of(first, history);
    Standing standing = folded.standing();
    ScoringModel model = folded.model();

    Explanation explanation = of(standing, model, standing.asOf());

    Assessment assessment = standing.assessment();
    assertThat(explanation.assessment()).isEqualTo(assessment);
    List<Order> counted =
        StreamSupport.stream(standing.facts().orders().all().spliterator(), false)
            .map(KnownOrder::order)
            .filter(o -> OrderVerdict.of(o, model, standing.asOf()) == OrderVerdict.COUNTS)
            .toList();
    assertThat(counted).hasSize(assessment.frequency());
    assertThat(counted.stream().map(Order::net).reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo(assessment.monetary().net());
    if (assessment.scores() != null) {
      assertThat(explanation.terms().stream().mapToInt(Explanation.Term::product).sum())
          .isEqualTo(assessment.composite().weighted());
      assertThat(explanation.terms().stream().mapToInt(Explanation.Term::weight).sum())
          .isEqualTo(assessment.composite().weights());
      ratingsAddUp(standing, explanation);
    }
    assertThat(explanation.turns().stream().map(Explanation.Turn::at).findFirst().orElse(null))
        .isEqualTo(standing.nextChangeAt());
    assertThat(explanation.fall() == null).isEqualTo(standing.belowSince() == null);
  }

  /** The weights shown are those that satisfaction comes from, but for their last places. */
  private static void ratingsAddUp(Standing standing, Explanation explanation) {
    Satisfaction satisfaction = standing.assessment().satisfaction();
    if (satisfaction == null) {
      assertThat(explanation.satisfaction()).isNull();
      return;
    }
    Instant at = standing.asOf();
    BigDecimal weights = BigDecimal.ZERO;
    BigDecimal weighted = BigDecimal.ZERO;
    for (KnownFeedback known : standing.facts().feedback().all()) {
      Feedback feedback = known.feedback();
      if (feedback.countedRating() != null && !feedback.occurredAt().isAfter(at)) {
        BigDecimal weight = satisfaction.weight(feedback.occurredAt(), at);
        weights = weights.add(weight);
        weighted = weighted.add(weight.multiply(feedback.countedRating()));
      }
    }
    BigDecimal some = new BigDecimal("0.0005");
    assertThat(satisfaction.weightsAt(at)).isCloseTo(weights, within(some));
    assertThat(satisfaction.weightedAt(at)).isCloseTo(weighted, within(some));
    BigDecimal prior = satisfaction.rules().priorWeight();
    if (prior.compareTo(new BigDecimal("0.1")) > 0) { // six places show too little of a lighter one
      BigDecimal value =
          prior
              .multiply(BigDecimal.valueOf(3))
              .add(satisfaction.weightedAt(at))
              .divide(prior.add(satisfaction.weightsAt(at)), 6, RoundingMode.HALF_UP);
      assertThat(value)
          .isCloseTo(explanation.satisfaction().value(), within(new BigDecimal("0.0051")));
    }
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  @net.jqwik.api.Tag("domain-7.2")
  void saysHowFarItIsToTheNextScore(@ForAll("histories") History history) {
    Standing standing = FoldedHistory.of(STANDARD, history.leftAlone()).standing();
    Explanation explanation = of(standing, STANDARD, standing.asOf());
    if (explanation.recency() == null) {
      return;
    }
    Scores scores = explanation.assessment().scores();
    if (explanation.frequency().missing() != null) {
      int enough = explanation.frequency().value() + explanation.frequency().missing();
      assertThat(STANDARD.frequencyScore(enough)).isEqualTo(scores.f() + 1);
      assertThat(STANDARD.frequencyScore(enough - 1)).isEqualTo(scores.f());
    }
    if (explanation.monetary().missing() != null) {
      BigDecimal enough = explanation.monetary().value().add(explanation.monetary().missing());
      assertThat(STANDARD.monetaryScore(new Monetary(enough, 1, Monetary.By.SUM)))
          .isEqualTo(scores.m() + 1);
    }
    if (explanation.recency().scoreFallsAt() != null) {
      Instant last = explanation.assessment().lastPurchaseAt();
      Duration age = Duration.between(last, explanation.recency().scoreFallsAt());
      assertThat(STANDARD.recencyScore(age)).isEqualTo(scores.r() - 1);
      assertThat(STANDARD.recencyScore(age.minusNanos(1_000))).isEqualTo(scores.r());
    }
  }

  @Test
  @Tag("domain-7.2")
  void everyOrderThatDoesNotCountSaysWhy() {
    Standing standing =
        aCustomer()
            .boughtFor("100.00", daysAgo(400))
            .boughtFor("200.00", daysAgo(30))
            .refunded("200.00", daysAgo(20))
            .boughtFor("300.00", daysAgo(10))
            .refundedPartOf("300.00", "50.00", daysAgo(9))
            .placed("400.00", daysAgo(8))
            .placed("500.00", daysAgo(7))
            .cancelled("500.00", daysAgo(6))
            .boughtFor("0.00", daysAgo(5))
            .standing(TODAY);

    assertThat(
            StreamSupport.stream(standing.facts().orders().all().spliterator(), false)
                .map(known -> OrderVerdict.of(known.order(), STANDARD, TODAY)))
        .containsExactly(
            OrderVerdict.BEFORE_THE_WINDOW,
            OrderVerdict.REFUNDED,
            OrderVerdict.COUNTS,
            OrderVerdict.NOT_PAID,
            OrderVerdict.CANCELLED,
            OrderVerdict.WITHOUT_VALUE);
  }

  @Test
  void aTierThatCannotBeKeptSaysWhatBecomesOfIt() {
    Customer customer = aCustomer().boughtFor("3000.00", 8, daysAgo(65));
    Standing standing = customer.standing(TODAY);

    Explanation explanation = of(standing, STANDARD, TODAY);

    assertThat(standing.belowSince()).isEqualTo(daysAgo(5));
    assertThat(explanation.fall().at()).isEqualTo(standing.belowSince().plus(Duration.ofDays(14)));
    assertThat(explanation.fall().to()).isEqualTo(customer.lastRisk().fallsTo());
    assertThat(explanation.tiers())
        .filteredOn(Explanation.TierCheck::isCurrent)
        .singleElement()
        .satisfies(check -> assertThat(check.tier().name()).isEqualTo(standing.tier()))
        .satisfies(check -> assertThat(check.missingToKeep()).isNotNull());
  }

  @Test
  @Tag("domain-7.2")
  @Tag("domain-4.23")
  void aPinThatLastsSaysThatItDecides() {
    Customer customer = aCustomer().boughtFor("1000.00", TODAY).pinnedTo("GOLD", inDays(5), TODAY);

    assertThat(of(customer.standing(TODAY), STANDARD, TODAY).pin())
        .isEqualTo(new Explanation.PinCheck("GOLD", inDays(5), true));
    Instant last = justBefore(inDays(5));
    assertThat(of(customer.standing(last), STANDARD, last).pin().decides()).isTrue();
    assertThat(of(customer.standing(inDays(5)), STANDARD, inDays(5)).pin()).isNull();
  }

  @Test
  @Tag("domain-7.2")
  void aPinThatWasTakenAwayIsNotThere() {
    Customer customer =
        aCustomer()
            .boughtFor("1000.00", TODAY)
            .pinnedTo("GOLD", inDays(5), TODAY)
            .unpinned(inDays(1));

    assertThat(of(customer.standing(inDays(1)), STANDARD, inDays(1)).pin()).isNull();
    assertThat(of(aCustomer().standing(TODAY), STANDARD, TODAY).pin()).isNull();
  }

  @Test
  @Tag("domain-7.2")
  @Tag("domain-4.25")
  void aProspectsPinIsThereToo() {
    Standing standing = aCustomer().pinnedTo("GOLD", inDays(5), TODAY).standing(TODAY);

    assertThat(of(standing, STANDARD, TODAY).pin())
        .isEqualTo(new Explanation.PinCheck("GOLD", inDays(5), true));
  }

  @Test
  @Tag("domain-7.2")
  void aPinToATierThatTheModelLacksSaysThatItDoesNotDecide() {
    Standing standing = aCustomer().pinnedTo("TITANIUM", inDays(5), TODAY).standing(TODAY);

    assertThat(standing.tier()).isNull();
    assertThat(of(standing, STANDARD, TODAY).pin())
        .isEqualTo(new Explanation.PinCheck("TITANIUM", inDays(5), false));
  }

  private static Explanation of(Standing standing, ScoringModel model, Instant at) {
    return Explanation.of(standing.facts(), standing.tier(), standing.belowSince(), model, at);
  }

  @Provide
  Arbitrary<ScoringModel> models() {
    return RandomModels.models();
  }

  @Provide
  Arbitrary<History> histories() {
    return Histories.histories();
  }
}
