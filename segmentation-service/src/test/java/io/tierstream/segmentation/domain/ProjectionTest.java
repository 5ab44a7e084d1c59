package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.TODAY;
import static io.tierstream.segmentation.domain.Customer.aCustomer;
import static io.tierstream.segmentation.domain.Customer.aCustomerBy;
import static io.tierstream.segmentation.domain.Customer.daysAgo;
import static io.tierstream.segmentation.domain.Customer.inDays;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ProjectionTest {

  private static final ScoringModel STANDARD = ScoringModel.standard();

  private static final BigDecimal UNIT = new BigDecimal("0.01");

  private static Projection of(Standing standing, ScoringModel model, Instant at) {
    return Projection.of(standing, ModelTimeline.of(model), at, 2);
  }

  private static Projection of(Standing standing) {
    return of(standing, STANDARD, TODAY);
  }

  @Tag("domain-7.3")
  @Test
  void theDatedChangesAreThoseThatTimeBrings() {
    Customer customer = aCustomer().boughtFor("2000.00", TODAY);
    Projection projection = of(customer.standing());
    assertThat(projection.isComplete()).isTrue();
    assertThat(projection.changes())
        .extracting(Projection.Expected::at)
        .startsWith(inDays(30), inDays(60))
        .contains(inDays(180), inDays(365));
    Projection.Expected first = projection.changes().get(0);
    assertThat(first.scores().r()).isEqualTo(4);
    assertThat(first.lifecycle()).isEqualTo(Lifecycle.ACTIVE);
    assertThat(customer.changes()).hasSize(1);
  }

  @Tag("domain-7.4")
  @Test
  void theLeastAmountAndNumberReachTheNextTier() {
    // R 5, F 1, M 3: (20·5 + 30·1 + 40·3) / 90 = 2.78, SILVER
    Projection projection = of(aCustomer().boughtFor("2000.00", TODAY).standing());
    assertThat(projection.next().tier()).isEqualTo("GOLD");
    // One more purchase, of whatever amount, makes F 2: (100 + 60 + 120) / 90 = 3.11.
    assertThat(projection.next().amount()).isEqualByComparingTo("0.01");
    assertThat(projection.next().purchases()).isEqualTo(1);
    assertThat(projection.next().mean()).isEqualByComparingTo("2000.00");
  }

  @Tag("domain-7.4")
  @Test
  void anAmountIsWhatIsMissingToACutOff() {
    // R 5, F 2, M 1: (100 + 60 + 40) / 90 = 2.22; M 2 makes 2.67, M 3 makes 3.11 with F 2.
    Projection projection = of(aCustomer().boughtFor("100.10", 2, TODAY).standing());
    assertThat(projection.next().tier()).isEqualTo("GOLD");
    assertThat(projection.next().amount()).isEqualByComparingTo("1799.80");
    // Three more make F 3 and, with 500.50, M 2: (100 + 90 + 80) / 90 = 3.
    assertThat(projection.next().purchases()).isEqualTo(3);
  }

  @Test
  void whoIsOnTheHighestTierReachesNoOther() {
    Projection projection = of(aCustomer().boughtFor("2000.00", 16, TODAY).standing());
    assertThat(projection.next()).isNull();
  }

  @Test
  void whatCannotBeReachedByOnePurchaseSaysSo() {
    Projection projection = of(aCustomer().boughtFor("6000.00", 4, TODAY).standing());
    assertThat(projection.next().tier()).isEqualTo("DIAMOND");
    assertThat(projection.next().amount()).isNull();
    assertThat(projection.next().purchases()).isEqualTo(4);
  }

  @Tag("domain-7.4")
  @Test
  void whatKeepsATierIsSaidWithTheDay() {
    Customer customer = aCustomer().boughtFor("2000.00", daysAgo(100));
    assertThat(customer.standing(TODAY).tier()).isEqualTo("SILVER");
    Projection projection = of(customer.standing());
    Projection.Keep keep = projection.keep();
    assertThat(keep.fallsTo()).isEqualTo("BRONZE");
    assertThat(keep.reach().tier()).isEqualTo("SILVER");
    assertThat(keep.until())
        .isEqualTo(
            projection.changes().stream()
                .filter(change -> change.tier().equals("BRONZE"))
                .findFirst()
                .orElseThrow()
                .at());
    assertThat(keep.reach().amount()).isNotNull();
  }

  @Test
  void whoHasBoughtNothingReachesTheLowestTierWithAnyPurchase() {
    Projection projection = of(Standing.unknown("C-1"));
    assertThat(projection.changes()).isEmpty();
    assertThat(projection.keep()).isNull();
    assertThat(projection.next().tier()).isEqualTo("BRONZE");
    assertThat(projection.next().amount()).isEqualByComparingTo("0.01");
    assertThat(projection.next().purchases()).isNull();
    assertThat(projection.next().mean()).isNull();
  }

  @Tag("domain-7.3")
  @Test
  void whatNobodyHasNoticedYetHasHappened() {
    Standing silver = aCustomer().boughtFor("2000.00", daysAgo(380)).standing();
    assertThat(silver.tier()).isEqualTo("SILVER");
    Projection projection = of(silver);
    assertThat(projection.tier()).isEqualTo("BRONZE");
    assertThat(projection.next().tier()).isEqualTo("SILVER");
    assertThat(projection.keep()).isNull();
    assertThat(projection.changes()).isEmpty();
  }

  @Tag("domain-7.3")
  @Test
  void aModelThatIsInForceJudgesBeforeItHasReachedTheCustomer() {
    Standing silver = aCustomer().boughtFor("2000.00", daysAgo(10)).standing();
    ScoringModel cheap = Models.standard().numbered(2).monetary("1", "2", "3", "4").model();
    ModelTimeline models = ModelTimeline.of(STANDARD).with(cheap, daysAgo(1));
    // R 5, F 1, M 5: (100 + 30 + 200) / 90 = 3.67
    assertThat(Projection.of(silver, models, daysAgo(2), 2).tier()).isEqualTo("SILVER");
    assertThat(Projection.of(silver, models, TODAY, 2).tier()).isEqualTo("GOLD");
    assertThat(Projection.of(silver, models, TODAY, 2).next().tier()).isEqualTo("PLATINUM");
  }

  @Test
  void whileFactsOfAMergeAreOnTheirWayNothingIsReached() {
    Standing survivor = aCustomer().boughtFor("2000.00", daysAgo(1)).standing();
    Order order =
        new Order(
            "O-9", 1, OrderStatus.PAID, BigDecimal.TEN, BigDecimal.ZERO, daysAgo(3), daysAgo(3));
    Transfer first =
        new Transfer(
            "C-2",
            1,
            1,
            List.of(new Transfer.Carried(null, new OrderFact(order, daysAgo(3)))),
            false,
            TODAY,
            Cause.timePassed(null));
    Projection projection =
        of(
            new Fold(ModelTimeline.of(STANDARD), job -> Instant.MIN)
                .transfer(survivor, first)
                .standing());
    assertThat(projection.isComplete()).isFalse();
    assertThat(projection.next()).isNull();
  }

  @Test
  void whoWasMergedIntoAnotherReachesNothing() {
    Standing merged =
        new Fold(ModelTimeline.of(STANDARD), job -> Instant.MIN)
            .merge(
                aCustomer().boughtFor("2000.00", daysAgo(1)).standing(),
                new Bond.MergedInto("C-2", 1),
                TODAY,
                Cause.timePassed(null))
            .standing();
    Projection projection = of(merged);
    assertThat(projection.changes()).isEmpty();
    assertThat(projection.next()).isNull();
    assertThat(projection.keep()).isNull();
  }

  @Tag("domain-7.4")
  @Test
  void nothingThatIsBoughtMovesAPinnedTier() {
    Customer customer =
        aCustomer().boughtFor("9000.00", 8, TODAY).pinnedTo("BRONZE", inDays(2), TODAY);
    Projection projection = of(customer.standing());
    assertThat(projection.next().tier()).isEqualTo("SILVER");
    assertThat(projection.next().amount()).isNull();
    assertThat(projection.next().purchases()).isNull();
    assertThat(projection.changes().get(0).at()).isEqualTo(inDays(2));
    assertThat(projection.changes().get(0).tier()).isEqualTo("DIAMOND");
  }

  @Tag("domain-7.4")
  @Test
  void whatKeepsATierPastThePinIsBoughtNow() {
    Customer customer = aCustomer().boughtFor("10.00", TODAY).pinnedTo("GOLD", inDays(2), TODAY);
    Projection.Keep keep = of(customer.standing()).keep();
    assertThat(keep.until()).isEqualTo(inDays(16));
    assertThat(keep.fallsTo()).isEqualTo("SILVER");
    // R 5, F 2, M 3: (100 + 60 + 120) / 90 = 3.11
    assertThat(keep.reach().amount()).isEqualByComparingTo("1990.00");
  }

  /**
   * The pin's end moves nobody who buys next to nothing. With 50 a higher tier is entered then,
   * which is lost one step down on the day on which this one would have been.
   */
  @Tag("domain-7.4")
  @Test
  void whatEntersAHigherTierAtThePinsEndKeepsThisOne() {
    ScoringModel model =
        Models.standard()
            .window(Duration.ofDays(30))
            .weights(0, 0, 1, 0)
            .monetary("100", "150", "350", "350")
            .tiers(
                Tier.of("BRONZE", "1", "1"), Tier.of("SILVER", "2", "2"), Tier.of("GOLD", "3", "3"))
            .model();
    Customer customer =
        aCustomerBy(model).boughtFor("100.00", daysAgo(25)).pinnedTo("SILVER", inDays(2), TODAY);
    Projection.Keep keep = of(customer.standing(), model, TODAY).keep();
    assertThat(keep.until()).isEqualTo(inDays(19));
    assertThat(keep.fallsTo()).isEqualTo("BRONZE");
    assertThat(keep.reach().amount()).isEqualByComparingTo("50.00");
  }

  @Test
  void moreThanAnOrderMayBeIsNoAmount() {
    ScoringModel model =
        Models.standard()
            .averaging()
            .weights(0, 0, 1, 0)
            .monetary("100", "200", "300", "400000000000000000")
            .model();
    Customer customer = aCustomerBy(model).boughtFor("300.00", 9, TODAY);
    Projection projection = of(customer.standing(), model, TODAY);
    assertThat(projection.next().tier()).isEqualTo("DIAMOND");
    assertThat(projection.next().amount()).isNull();
    assertThat(projection.next().purchases()).isNull();
  }

  @Tag("domain-7.4")
  @Test
  void aLotMayBeWhatAnOrderMayBe() {
    ScoringModel model =
        Models.standard()
            .averaging()
            .weights(0, 0, 1, 0)
            .monetary("100", "200", "300", "400000000000000000")
            .model();
    Customer customer = aCustomerBy(model).boughtFor("300.00", TODAY);
    assertThat(of(customer.standing(), model, TODAY).next().amount())
        .isEqualByComparingTo("799999999999999700");
  }

  /**
   * With 80 the tier is kept until the third day, and then has its grace. From 130 on a higher one
   * is entered, of which the grace begins on the first day and ends in a fall below; from 200 on no
   * longer below this one.
   */
  @Tag("domain-7.4")
  @Test
  void lessMayKeepATierWhereMoreEntersOneThatIsLostDirectly() {
    ScoringModel model =
        Models.standard()
            .window(Duration.ofDays(30))
            .weights(0, 0, 1, 0)
            .monetary("100", "200", "350", "350")
            .tiers(
                Tier.of("BRONZE", "1", "1"), Tier.of("SILVER", "3", "3"), Tier.of("GOLD", "4", "4"))
            .fallingDirectly()
            .model();
    Customer customer =
        aCustomerBy(model)
            .boughtFor("100.00", daysAgo(29))
            .boughtFor("100.00", daysAgo(27))
            .boughtFor("20.00", daysAgo(25));
    Projection.Keep keep = of(customer.standing(TODAY), model, TODAY).keep();
    assertThat(keep.until()).isEqualTo(inDays(15));
    assertThat(keep.fallsTo()).isEqualTo("BRONZE");
    assertThat(keep.reach().amount()).isEqualByComparingTo("80.00");
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  @net.jqwik.api.Tag("domain-7.3")
  void theChangesAreThoseThatTheOracleStepsThrough(
      @ForAll("histories") History history, @ForAll("models") ScoringModel model) {
    History alone = history.withoutOtherModels();
    Standing standing = FoldedHistory.of(model, alone).standing();
    Projection projection = of(standing, model, standing.asOf());
    Oracle oracle = new Oracle(model, alone.jobs());
    oracle.live(alone.moments());

    List<String> expected = new ArrayList<>();
    String last = line(oracle, model);
    for (Instant next = oracle.nextChange(); next != null; next = oracle.nextChange()) {
      oracle.waitUntil(next);
      String line = line(oracle, model);
      if (!line.equals(last)) {
        expected.add(next + " " + line);
      }
      last = line;
    }
    assertThat(projection.changes().stream().map(ProjectionTest::line)).isEqualTo(expected);
    assertThat(projection.isComplete()).isTrue();
    FewerTries.often("falls", expected.stream().anyMatch(line -> !line.endsWith("null")), 30);
  }

  private static String line(Oracle oracle, ScoringModel model) {
    Oracle.Figures figures = oracle.figures();
    Instant since = oracle.belowSince();
    return "%s %s %s %s %s"
        .formatted(
            oracle.tier(),
            figures.scores(),
            figures.segment(),
            figures.lifecycle(),
            since == null ? null : since.plus(model.downgrade().grace()));
  }

  private static String line(Projection.Expected change) {
    Scores scores = change.scores();
    return "%s %s %s %s %s %s"
        .formatted(
            change.at(),
            change.tier(),
            scores == null ? null : Arrays.asList(scores.r(), scores.f(), scores.m(), scores.s()),
            change.segment(),
            change.lifecycle(),
            change.fallsAt());
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  @net.jqwik.api.Tag("domain-7.4")
  void theLeastIsEnoughAndLessIsNot(
      @ForAll("histories") History history, @ForAll("models") ScoringModel model) {
    assertLeast(FoldedHistory.of(model, history.withoutOtherModels()).standing(), model);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  @net.jqwik.api.Tag("domain-7.4")
  void theLeastIsEnoughAndLessIsNotWhereTiersAreCloseAndLostDirectly(
      @ForAll("histories") History history, @ForAll("closeModels") ScoringModel model) {
    Standing standing = FoldedHistory.of(model, history.withoutOtherModels()).standing();
    assertLeast(standing, model);
    // Most histories end long before anything is about to be lost.
    for (int i = 0; i < 6 && standing.nextChangeAt() != null; i++) {
      standing =
          new Fold(ModelTimeline.of(model), job -> Instant.MIN)
              .advance(standing, standing.nextChangeAt())
              .standing();
      assertLeast(standing, model);
    }
  }

  private static void assertLeast(Standing standing, ScoringModel model) {
    Instant at = standing.asOf();
    Projection projection = of(standing, model, at);
    if (projection.next() != null) {
      assertLeast(
          projection.next(),
          (number, amount) -> reaches(standing, model, number, amount),
          candidates(standing, model, at));
    }
    if (projection.keep() != null) {
      Projection.Keep keep = projection.keep();
      assertLeast(
          keep.reach(),
          (number, amount) -> {
            String tier =
                new Fold(ModelTimeline.of(model), job -> Instant.MIN)
                    .advance(bought(standing, model, number, amount), keep.until())
                    .standing()
                    .tier();
            return tier != null && rank(model, tier) >= rank(model, standing.tier());
          },
          candidates(standing, model, keep.until()));
    }
  }

  private interface Enough {
    boolean is(int number, BigDecimal amount);
  }

  private static void assertLeast(
      Projection.Reach reach, Enough enough, Set<BigDecimal> candidates) {
    if (reach.amount() != null) {
      assertThat(enough.is(1, reach.amount())).isTrue();
      BigDecimal less = reach.amount().subtract(UNIT);
      assertThat(less.signum() > 0 && enough.is(1, less)).isFalse();
    }
    assertThat(candidates)
        .filteredOn(one -> reach.amount() == null || one.compareTo(reach.amount()) < 0)
        .noneMatch(one -> enough.is(1, one));
    if (reach.purchases() != null && reach.purchases() < 200) {
      assertThat(enough.is(reach.purchases(), reach.mean())).isTrue();
    }
    if (reach.mean() != null) {
      int fewer = reach.purchases() == null ? 15 : Math.min(15, reach.purchases() - 1);
      assertThat(IntStream.rangeClosed(1, fewer))
          .noneMatch(number -> enough.is(number, reach.mean()));
    }
  }

  /**
   * What is missing to any cut-off or floor at any instant from the standing's until {@code to}.
   */
  private static Set<BigDecimal> candidates(Standing standing, ScoringModel model, Instant to) {
    Fold fold = new Fold(ModelTimeline.of(model), job -> Instant.MIN);
    Set<BigDecimal> candidates = new TreeSet<>(Set.of(UNIT));
    Standing one = bought(standing, model, 1, UNIT);
    while (one.nextChangeAt() != null && !one.nextChangeAt().isAfter(to)) {
      addCandidates(candidates, one, model);
      one = fold.advance(one, one.nextChangeAt()).standing();
    }
    addCandidates(candidates, one, model);
    return candidates;
  }

  private static void addCandidates(
      Set<BigDecimal> candidates, Standing bought, ScoringModel model) {
    Monetary monetary = bought.assessment().monetary();
    Stream.concat(
            model.monetary().stream(),
            model.tiers().tiers().stream().map(Tier::minMonetary).filter(Objects::nonNull))
        .map(
            cut ->
                model.monetaryBy() == Monetary.By.SUM
                    ? cut
                    : cut.multiply(BigDecimal.valueOf(Math.max(1, monetary.purchases()))))
        .map(net -> net.subtract(monetary.net()).add(UNIT).setScale(2, RoundingMode.CEILING))
        .filter(amount -> amount.signum() > 0)
        .forEach(candidates::add);
  }

  private static boolean reaches(
      Standing standing, ScoringModel model, int number, BigDecimal amount) {
    Standing after = bought(standing, model, number, amount);
    return after.tier() != null
        && (standing.tier() == null || rank(model, after.tier()) > rank(model, standing.tier()));
  }

  private static Standing bought(
      Standing standing, ScoringModel model, int number, BigDecimal amount) {
    Fold fold = new Fold(ModelTimeline.of(model), job -> Instant.MIN);
    Instant at = standing.asOf();
    Standing after = standing;
    for (int i = 0; i < number; i++) {
      Order order = new Order("more-" + i, 1, OrderStatus.PAID, amount, BigDecimal.ZERO, at, at);
      after = fold.apply(after, new OrderFact(order, at), at, Cause.timePassed(null)).standing();
    }
    return after;
  }

  private static int rank(ScoringModel model, String tier) {
    return model.tiers().tiers().stream()
        .map(Tier::name)
        .toList()
        .indexOf(Objects.requireNonNull(tier));
  }

  @Provide
  Arbitrary<History> histories() {
    return Histories.histories();
  }

  /** Tiers that are apart by little money, and lost directly. */
  @Provide
  Arbitrary<ScoringModel> closeModels() {
    return RandomModels.models()
        .map(
            model -> {
              BigDecimal least = model.monetary().get(0);
              return new ScoringModel(
                  model.number(),
                  model.window(),
                  model.recency(),
                  model.frequency(),
                  Stream.of("0", "0.01", "250", "499.99")
                      .map(more -> least.add(new BigDecimal(more)))
                      .toList(),
                  model.monetaryBy(),
                  model.satisfaction(),
                  new Weights(1, 1, 8, model.weights().satisfaction() % 3),
                  model.tiers(),
                  new Downgrade(model.downgrade().grace(), Downgrade.Reach.DIRECT, true),
                  model.segments(),
                  model.lifecycle(),
                  null);
            });
  }

  @Provide
  Arbitrary<ScoringModel> models() {
    return RandomModels.models();
  }
}
