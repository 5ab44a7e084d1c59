package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.TODAY;
import static io.tierstream.segmentation.domain.Customer.aCustomer;
import static io.tierstream.segmentation.domain.Customer.daysAgo;
import static io.tierstream.segmentation.domain.Customer.inDays;
import static io.tierstream.segmentation.domain.Customer.justAfter;
import static io.tierstream.segmentation.domain.Customer.justBefore;
import static io.tierstream.segmentation.domain.StandingAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScoringModelTest {

  private static final Instant BOUGHT = daysAgo(0);

  @ParameterizedTest
  @CsvSource({"30, 5, 4", "60, 4, 3", "120, 3, 2", "240, 2, 1"})
  @Tag("domain-2.4")
  @Tag("domain-2.26")
  void recencyLosesAPointAtExactlyItsCutOff(int days, int before, int from) {
    Facts facts = aCustomer().boughtFor("1", BOUGHT).standing().facts();
    assertThat(assess(facts, justBefore(inDays(days))).scores().r()).isEqualTo(before);
    assertThat(assess(facts, inDays(days)).scores().r()).isEqualTo(from);
  }

  @Test
  void recencyStartsAtFive() {
    Facts facts = aCustomer().boughtFor("1", BOUGHT).standing().facts();
    assertThat(assess(facts, BOUGHT).scores().r()).isEqualTo(5);
    assertThat(assess(facts, justBefore(BOUGHT)).scores()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 2", "4, 3", "7, 3", "8, 4", "15, 4", "16, 5", "40, 5"})
  @Tag("domain-2.5")
  void frequencyCountsPurchases(int purchases, int score) {
    var customer = aCustomer().boughtFor("1", purchases, BOUGHT);
    assertThat(customer.standing().assessment().scores().f()).isEqualTo(score);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0001, 1",
    "499.9999, 1",
    "500, 2",
    "1999.99, 2",
    "2000.00, 3",
    "4999.99, 3",
    "5000, 4",
    "19999.9999, 4",
    "20000, 5",
    "999999999999, 5"
  })
  @Tag("domain-2.6")
  @Tag("domain-2.28")
  void monetaryIsTheExactSum(String amount, int score) {
    var customer = aCustomer().boughtFor(amount, BOUGHT);
    assertThat(customer.standing().assessment().scores().m()).isEqualTo(score);
  }

  @Test
  @Tag("domain-2.28")
  void tenTimesATenthIsExactlyOne() {
    var customer = aCustomer().boughtFor("499.0", BOUGHT).boughtFor("0.1", 10, BOUGHT);
    assertThat(customer.standing()).hasMonetary("500").hasScores(5, 4, 2);
  }

  @Test
  @Tag("domain-2.2")
  @Tag("domain-2.26")
  void aPurchaseIsInTheWindowFromItsInstantToExactlyAYearLater() {
    Facts facts = aCustomer().boughtFor("700", BOUGHT).standing().facts();
    assertThat(assess(facts, BOUGHT).frequency()).isEqualTo(1);
    assertThat(assess(facts, justBefore(inDays(365))).frequency()).isEqualTo(1);
    assertThat(assess(facts, justBefore(inDays(365))).monetary().value())
        .isEqualByComparingTo("700");
    assertThat(assess(facts, inDays(365)).frequency()).isZero();
    assertThat(assess(facts, inDays(365)).monetary().value()).isZero();
    assertThat(assess(facts, justAfter(inDays(365))).frequency()).isZero();
  }

  @Test
  void outsideTheWindowTheLatestPurchaseStillGivesScores() {
    assertThat(aCustomer().boughtFor("700", BOUGHT).standing(inDays(400)))
        .hasScores(1, 1, 1)
        .hasComposite("1.000")
        .hasSegment("Lost");
  }

  @Test
  @Tag("domain-2.3")
  void withoutAWindowEverythingEverBoughtCounts() {
    ScoringModel lifetime = Models.standard().window(null).model();
    Facts facts =
        aCustomer().boughtFor("700", daysAgo(5000)).boughtFor("9", BOUGHT).standing().facts();
    Assessment assessment = Assessment.assess(facts, lifetime, TODAY);
    assertThat(assessment.frequency()).isEqualTo(2);
    assertThat(assessment.monetary().value()).isEqualByComparingTo("709");
  }

  @Test
  @Tag("domain-2.10")
  @Tag("domain-4.12")
  void theCompositeKeepsTheProportionOfTheWeights() {
    assertThat(aCustomer().boughtFor("2000", BOUGHT).standing())
        .hasScores(5, 1, 3)
        .hasComposite("2.778"); // (20·5 + 30·1 + 40·3) / 90
  }

  @Test
  @Tag("domain-2.29")
  void theCompositeIsComparedExactly() {
    assertThat(new Composite(270, 90).reaches(new BigDecimal("3.00"))).isTrue();
    assertThat(new Composite(269, 90).reaches(new BigDecimal("3.00"))).isFalse();
    assertThat(new Composite(2, 3).reaches(new BigDecimal("0.6666666666666667"))).isFalse();
    assertThat(new Composite(2, 3).compareTo(new Composite(4, 6))).isZero();
    assertThat(new Composite(2, 3)).isLessThan(new Composite(5, 7));
  }

  @Test
  @Tag("domain-2.11")
  @Tag("domain-2.13")
  void theStandardModelIsTheOneDescribed() {
    List<String> tiers =
        ScoringModel.standard().tiers().tiers().stream()
            .map(t -> t.name() + " " + t.enter() + "/" + t.keep())
            .toList();
    assertThat(tiers)
        .containsExactly(
            "BRONZE 1.00/1.00",
            "SILVER 2.00/1.80",
            "GOLD 3.00/2.75",
            "PLATINUM 3.75/3.50",
            "DIAMOND 4.50/4.25");
    assertThat(ScoringModel.standard().downgrade())
        .isEqualTo(new Downgrade(java.time.Duration.ofDays(14), Downgrade.Reach.ONE_STEP, true));
  }

  @Test
  @Tag("domain-2.24")
  void aModelThatCanNotBeIsRefused() {
    Models standard = Models.standard();
    assertRefused(() -> standard.recency(30, 20, 120, 240).model(), "recency");
    assertRefused(() -> standard.frequency(2, 4, 8).model(), "frequency");
    assertRefused(() -> standard.monetary("1", "3", "2", "4").model(), "monetary");
    assertRefused(() -> new Weights(0, 0, 0, 10), "zero");
    assertRefused(() -> new Weights(-1, 1, 1, 1), "weights");
    assertRefused(() -> new Weights(1, 1_000_001, 1, 1), "weights");
    assertRefused(() -> Tier.of("GOLD", "3.00", "3.01"), "keep");
    assertRefused(() -> ladder(Tier.of("BRONZE", "1.01", "1.00")), "lowest");
    assertRefused(
        () ->
            ladder(
                Tier.of("BRONZE", "1", "1"),
                Tier.of("GOLD", "3", "2"),
                Tier.of("SILVER", "2", "2")),
        "ordered");
    assertRefused(() -> ladder(Tier.of("BRONZE", "1", "1"), Tier.of("BRONZE", "2", "2")), "names");
    assertRefused(() -> ladder(), "tier");
    assertRefused(
        () -> ladder(new Tier("B", BigDecimal.ONE, BigDecimal.ONE, BigDecimal.TEN, null)),
        "lowest");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " GOLD",
        "GOLD ",
        "GOLD\u00a0",
        "G\u0000LD",
        "GO\nLD",
        "GO\u0085LD",
        "GO\u2028LD",
        "GO\ud800LD",
        "GO\ufffdLD",
        "GO\ufdd0LD",
        "none",
        "None",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void tiersAndSegmentsHaveNamesThatCanBeShownAndAskedFor(String name) {
    assertRefused(() -> Tier.of(name, "1", "1"), "name must be");
    assertRefused(() -> new SegmentRule(name, null, null, null, null), "segment must be");
  }

  @ParameterizedTest
  @ValueSource(strings = {"重要价值", "Can't lose", "T-1 \ud83e\udd47", "nonesuch"})
  void aNameMayBeInAnyLanguage(String name) {
    assertThat(Tier.of(name, "1", "1").name()).isEqualTo(name);
  }

  @Test
  void aModelHasAtMostFiftyTiersAndTwoHundredSegmentRules() {
    Tier[] tiers =
        IntStream.range(0, 51)
            .mapToObj(i -> new Tier("T-" + i, hundredths(100 + i), hundredths(100), null, null))
            .toArray(Tier[]::new);
    assertThat(ladder(Arrays.copyOf(tiers, 50)).tiers()).hasSize(50);
    assertRefused(() -> ladder(tiers), "tiers must be at most 50");
    SegmentRule all = new SegmentRule("all", null, null, null, null);
    assertThat(SegmentMap.of(Collections.nCopies(200, all)).rules()).hasSize(200);
    assertRefused(
        () -> SegmentMap.of(Collections.nCopies(201, all)), "segments must be at most 200");
  }

  @Test
  void whatAnEventCanNotSayNoModelCanBe() {
    assertRefused(() -> priorWeight("0.00009"), "prior weight");
    assertRefused(() -> priorWeight("1.00001"), "prior weight");
    assertThat(priorWeight("0.00010").priorWeight()).isEqualByComparingTo("0.0001");
    assertRefused(() -> floors(null, -1), "minFrequency");
    assertRefused(() -> floors("-0.01", null), "minMonetary");
    assertRefused(() -> floors("0.00001", null), "minMonetary");
    assertThat(floors("0", 0).minFrequency()).isZero();
    assertRefused(() -> Tier.of("GOLD", "3", "-1"), "keep");
    assertRefused(() -> Tier.of("GOLD", "3.00001", "3"), "enter");
    assertRefused(() -> Models.standard().monetary("0.00001", "1", "2", "3").model(), "monetary");
  }

  @Test
  @Tag("domain-2.21")
  void aScoreBelowACutOffThatEverybodyReachesCanNotOccur() {
    Models standard = Models.standard();
    assertThat(impossible(standard.recency(0, 60, 120, 240))).containsExactly("r5");
    assertThat(impossible(standard.frequency(0, 4, 8, 16))).containsExactly("f1");
    assertThat(impossible(standard.monetary("0", "2", "5", "20"))).containsExactly("m1");
    assertThat(impossible(standard.frequency(0, 0, 8, 16))).containsExactly("f1", "f2");
    // In a window there may be no purchase though there was one before.
    assertThat(impossible(standard.frequency(1, 4, 8, 16))).isEmpty();
    assertThat(impossible(standard.frequency(1, 4, 8, 16).window(null))).containsExactly("f1");
  }

  private static List<String> impossible(Models models) {
    return models.model().impossibleScores().stream()
        .map(score -> score.figure() + score.score())
        .toList();
  }

  private static SatisfactionRules priorWeight(String weight) {
    SatisfactionRules standard = ScoringModel.standard().satisfaction();
    return new SatisfactionRules(standard.cutOffs(), standard.halfLife(), new BigDecimal(weight));
  }

  private static Tier floors(String minMonetary, Integer minFrequency) {
    return new Tier(
        "GOLD",
        BigDecimal.TEN,
        BigDecimal.ONE,
        minMonetary == null ? null : new BigDecimal(minMonetary),
        minFrequency);
  }

  private static BigDecimal hundredths(int hundredths) {
    return BigDecimal.valueOf(hundredths, 2);
  }

  private static TierLadder ladder(Tier... tiers) {
    return new TierLadder(List.of(tiers));
  }

  private static void assertRefused(Runnable attempt, String part) {
    assertThatThrownBy(attempt::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(part);
  }

  private static Assessment assess(Facts facts, Instant at) {
    return Assessment.assess(facts, ScoringModel.standard(), at);
  }
}
