package io.tierstream.segmentation.domain;

import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tierstream.segmentation.domain.Boundaries.Met;
import io.tierstream.segmentation.domain.Histories.Purchase;
import io.tierstream.segmentation.domain.History.Delivery;
import io.tierstream.segmentation.domain.History.Moment;
import io.tierstream.segmentation.domain.Oracle.Figures;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** What holds for every history, §8. */
class FoldPropertiesTest {

  private static final ScoringModel STANDARD = ScoringModel.standard();

  /** Purchases. */
  private static final int HUGE = 10_000;

  @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
  @Tag("domain-8.1")
  @Tag("domain-8.2")
  void theFoldIsWhatTheOracleSays(@ForAll("histories") History history) {
    FoldedHistory folded = foldedLikeTheOracle(STANDARD, history);

    collectAll(history, folded);
    collect("falls", has(folded, TierChangeKind.DOWNGRADE), 20);
    collect("falls by a refund", fallsByARefund(folded), 3);
    collect("loses all", has(folded, TierChangeKind.REVOKED), 3);
    collect("is saved", folded.atRisks.stream().anyMatch(r -> r.fallsAt() == null), 5);
  }

  /** The same for every property: each is asked of all that may happen. */
  private static void collectAll(History history, FoldedHistory folded) {
    collect("20 facts or more", history.facts() >= 20, 50);
    collect("late", history.hasLateFacts(), 30);
    collect("duplicated", history.hasDuplicates(), 30);
    collect("reordered", history.isReordered(), 20);
    collect("partly imported", history.isPartlyImported(), 20);
    collect("dated ahead", history.hasPurchasesDatedAhead(), 10);
    collect("refunded in part", history.has(OrderStatus.PARTIALLY_REFUNDED), 30);
    collect("refunded", history.has(OrderStatus.REFUNDED), 30);
    collect("cancelled", history.has(OrderStatus.CANCELLED), 30);
    collect("complained", history.has(FeedbackStatus.OPEN), 30);
    collect("resolved", history.has(FeedbackStatus.RESOLVED), 30);
    collect("is pinned", history.hasPins(), 10);
    collect("foreign", history.hasForeignOrders(), 10);
    collect("waits for a rate", history.hasParkedOrders(), 10);
    collect("new versions", history.hasNewVersions(), 10);
    collect("feedback", history.hasFeedback(), 10);
    collect("at the same instant", history.hasEqualTimestamps(), 10);
    collect("is judged by another model", history.hasOtherModels(), 10);
    collect("changes tier after the first", folded.tierChanges.size() > 1, 50);
    List<Met> met = Boundaries.met(history, folded);
    collect("just before a boundary", met.stream().anyMatch(m -> m.off() == -1), 10);
    collect("at a boundary", met.stream().anyMatch(m -> m.off() == 0), 10);
    collect("just after a boundary", met.stream().anyMatch(m -> m.off() == 1), 10);
    for (Boundaries.Kind kind : Boundaries.Kind.values()) {
      collect("next to where " + kind, met.stream().anyMatch(m -> m.kind() == kind), 5);
    }
  }

  @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
  @Tag("domain-8.1")
  @Tag("domain-8.2")
  void theFoldIsWhatTheOracleSaysByAnyModel(
      @ForAll("models") ScoringModel model, @ForAll("histories") History history) {
    FoldedHistory folded = foldedLikeTheOracle(model, history);

    collectAll(history, folded);
    collect("falls", has(folded, TierChangeKind.DOWNGRADE), 20);
    collect(
        "floor crossed", folded.tierChanges.stream().anyMatch(FoldPropertiesTest::isByAFloor), 5);
  }

  private static FoldedHistory foldedLikeTheOracle(ScoringModel model, History history) {
    Oracle oracle = new Oracle(model, history.jobs());
    oracle.live(history.moments());
    FoldedHistory folded = FoldedHistory.of(model, history);
    sameAs(oracle, folded);
    assertThat(folded.standing().nextChangeAt()).isEqualTo(oracle.nextChange());

    Instant forEver = oracle.asOf().plus(Duration.ofDays(5000));
    List<Integer> scores = folded.figures().scores();
    oracle.waitUntil(forEver);
    folded.waitUntil(forEver);
    sameAs(oracle, folded);
    collect(
        "satisfaction fades into another score",
        scores != null && !Objects.equals(scores.get(3), folded.figures().scores().get(3)),
        5);
    assertThat(folded.standing().nextChangeAt()).isNull();
    return folded;
  }

  private static void sameAs(Oracle oracle, FoldedHistory folded) {
    assertThat(folded.applied()).isEqualTo(oracle.applied);
    assertThat(folded.changes()).isEqualTo(oracle.changes);
    assertThat(folded.risks()).isEqualTo(oracle.risks);
    assertThat(folded.figures()).isEqualTo(oracle.figures());
    assertThat(folded.standing().tier()).isEqualTo(oracle.tier());
    assertThat(folded.standing().belowSince()).isEqualTo(oracle.belowSince());
    assertThat(folded.standing().asOf()).isEqualTo(oracle.asOf());
  }

  @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
  @Tag("domain-1.23")
  @Tag("domain-8.3")
  void anyOrderAndDuplicationGivesTheSameFigures(
      @ForAll("histories") History history,
      @ForAll("standardOrOtherModels") ScoringModel model,
      @ForAll Random random,
      @ForAll("spans") Duration span) {
    List<Delivery> shuffled = new ArrayList<>(history.deliveries());
    shuffled.addAll(history.deliveries().subList(0, random.nextInt(shuffled.size() + 1)));
    Collections.shuffle(shuffled, random);
    FoldedHistory straight = FoldedHistory.of(model, history);
    FoldedHistory other = FoldedHistory.of(model, history.delivering(shuffled));
    collectAll(history, straight);
    Instant later = later(straight.standing().asOf(), other.standing().asOf()).plus(span);
    straight.waitUntil(later);
    other.waitUntil(later);

    List<Fact> facts = history.deliveries().stream().map(Delivery::fact).toList();
    assertThat(other.figures()).isEqualTo(straight.figures());
    assertThat(other.figures()).isEqualTo(Oracle.figures(facts, other.model(), later));
    assertThat(ordersOf(other)).isEqualTo(ordersOf(straight));
    // To the last bit.
    assertThat(other.standing().assessment().satisfaction())
        .isEqualTo(straight.standing().assessment().satisfaction());
    assertThat(other.standing().assessment().monetary().value().scale())
        .isEqualTo(straight.standing().assessment().monetary().value().scale());
  }

  @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
  @Tag("domain-8.4")
  void lookingInBetweenChangesNothing(
      @ForAll("histories") History history,
      @ForAll("standardOrOtherModels") ScoringModel model,
      @ForAll("spans") Duration first,
      @ForAll("spans") Duration second) {
    FoldedHistory atOnce = FoldedHistory.of(model, history);
    FoldedHistory inSteps = FoldedHistory.of(model, history);
    collectAll(history, atOnce);
    Instant start = atOnce.standing().asOf();
    Instant a = start.plus(first);
    Instant b = a.plus(second);
    atOnce.waitUntil(b);
    inSteps.waitUntil(a);
    inSteps.waitUntil(b);

    assertThat(inSteps.standing()).isEqualTo(atOnce.standing());
    assertThat(inSteps.tierChanges).isEqualTo(atOnce.tierChanges);
    assertThat(inSteps.atRisks).isEqualTo(atOnce.atRisks);
    assertThat(inSteps.applications).isEqualTo(atOnce.applications);
    collect("something happens before", happens(atOnce, start, a), 30);
    collect("something happens after", happens(atOnce, a, b), 30);
  }

  private static boolean happens(FoldedHistory folded, Instant after, Instant upTo) {
    return folded.applications.stream()
        .anyMatch(x -> x.at().isAfter(after) && !x.at().isAfter(upTo));
  }

  @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
  @Tag("domain-4.29")
  @Tag("domain-8.5")
  void theNextChangeIsExact(
      @ForAll("histories") History history, @ForAll("standardOrOtherModels") ScoringModel model) {
    FoldedHistory folded = new FoldedHistory(model, history.jobs());
    List<Fact> heard = new ArrayList<>();
    for (Moment moment : history.moments()) {
      if (hear(moment, folded, heard)) {
        assertNextChangeIsExact(folded.model(), folded.standing(), heard);
      }
    }
    collectAll(history, folded);
  }

  /**
   * Whether there was any assessment.
   *
   * @param heard gets the facts that were new
   */
  private static boolean hear(Moment moment, FoldedHistory folded, List<Fact> heard) {
    int before = folded.applications.size();
    folded.live(moment);
    List<Application> more = folded.applications.subList(before, folded.applications.size());
    more.stream().map(Application::fact).filter(Objects::nonNull).forEach(heard::add);
    return !more.isEmpty();
  }

  private static void assertNextChangeIsExact(
      ScoringModel model, Standing standing, List<Fact> heard) {
    Fold fold = new Fold(ModelTimeline.of(model), job -> Instant.MAX);
    Instant next = standing.nextChangeAt();
    Figures figures = FoldedHistory.figures(standing.assessment());
    if (next == null) {
      Figures atTheEnd =
          Oracle.figures(heard, model, standing.asOf().plus(Duration.ofDays(100_000)));
      assertThat(atTheEnd).isEqualTo(figures);
      assertThat(standing.belowSince()).isNull();
      return;
    }
    assertThat(next).isAfter(standing.asOf());

    Instant before = next.minus(1, MICROS);
    assertThat(fold.advance(standing, before).standing()).isSameAs(standing);
    Standing assessedBefore = assessedAt(before, fold, standing);
    assertThat(Oracle.figures(heard, model, before))
        .isEqualTo(figures)
        .isEqualTo(FoldedHistory.figures(assessedBefore.assessment()));
    assertThat(assessedBefore.tier()).isEqualTo(standing.tier());
    assertThat(assessedBefore.belowSince()).isEqualTo(standing.belowSince());
    assertThat(assessedBefore.sequence()).isEqualTo(standing.sequence());
    assertThat(assessedBefore.nextChangeAt()).isEqualTo(next);

    Step step = fold.advance(standing, next);
    assertThat(step.applications()).hasSize(1);
    assertThat(
            Oracle.figures(heard, model, next).equals(figures)
                && Objects.equals(step.standing().tier(), standing.tier())
                && Objects.equals(step.standing().belowSince(), standing.belowSince()))
        .as("nothing changes at %s", next)
        .isFalse();
  }

  /** Assessed for a reason that changes no figure: an order placed and not paid. */
  private static Standing assessedAt(Instant at, Fold fold, Standing standing) {
    Order placed =
        new Order("unpaid", 1, OrderStatus.PLACED, BigDecimal.TEN, BigDecimal.ZERO, at, null);
    Cause cause = new Cause("order", "unpaid", "unpaid", null);
    return fold.apply(standing, new OrderFact(placed, at), at, cause).standing();
  }

  @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
  @Tag("domain-4.39")
  @Tag("domain-8.6")
  void numbersHaveNoGapsAndEachChangeBeginsWhereTheLastEnded(
      @ForAll("histories") History history, @ForAll("models") ScoringModel model) {
    FoldedHistory folded = FoldedHistory.of(model, history);
    collectAll(history, folded);
    folded.waitUntil(folded.standing().asOf().plus(Duration.ofDays(2000)));

    assertThat(folded.tierChanges.stream().mapToLong(TierChange::sequence).boxed())
        .containsExactlyElementsOf(oneTo(folded.standing().sequence()));
    assertThat(folded.applications.stream().mapToLong(Application::ordinal).boxed())
        .containsExactlyElementsOf(oneTo(folded.standing().ordinal()));
    assertThat(folded.applications.stream().map(Application::at)).isSorted();
    String tier = null;
    for (TierChange change : folded.tierChanges) {
      assertThat(change.from()).isEqualTo(tier).isNotEqualTo(change.to());
      tier = change.to();
      assertCrossed(change, history.isLeftAlone());
    }
    assertThat(folded.standing().tier()).isEqualTo(tier);
    if (!folded.tierChanges.isEmpty()) {
      assertThat(folded.standing().tierSince())
          .isEqualTo(folded.tierChanges.get(folded.tierChanges.size() - 1).effectiveAt());
    }
  }

  private static List<Long> oneTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  /** What a change says was crossed, was. */
  private static void assertCrossed(TierChange change, boolean byFiguresAlone) {
    if (change.crossed() == null) {
      return; // by a pin, or a ladder without the tier
    }
    String[] words = change.crossed().split(" ", -1);
    BigDecimal value =
        change.crossed().matches(".*\\d") ? new BigDecimal(words[words.length - 1]) : null;
    switch (change.kind()) {
      case INITIAL -> assertThat(change.crossed()).isEqualTo("first qualifying purchase");
      case REVOKED -> assertThat(change.crossed()).isEqualTo("no qualifying purchase left");
      case UPGRADE -> {
        assertThat(words[1]).isEqualTo("reached");
        // A pin that ends, and another model, may find it crossed before.
        assertThat(byFiguresAlone && isAtLeast(change.before(), words[0], value)).isFalse();
        assertThat(isAtLeast(change.after(), words[0], value)).isTrue();
      }
      case DOWNGRADE -> {
        assertThat(change.crossed()).contains(" fell below ");
        assertThat(isAtLeast(change.after(), words[0], value)).isFalse();
      }
    }
  }

  private static boolean isAtLeast(Assessment assessment, String figure, BigDecimal value) {
    return switch (figure) {
      case "composite" -> assessment.composite().reaches(value);
      case "monetary" -> assessment.monetary().reaches(value);
      case "frequency" -> assessment.frequency() >= value.intValueExact();
      default -> throw new AssertionError(figure);
    };
  }

  @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
  @Tag("domain-8.7")
  void aRefundOfEverythingIsAsIfNothingHadBeenBoughtButForTheHistory(
      @ForAll("histories") History history,
      @ForAll("models") ScoringModel model,
      @ForAll("purchases") List<Purchase> secondLife) {
    FoldedHistory refunded = FoldedHistory.of(model, history);
    collectAll(history, refunded);
    FoldedHistory fresh = new FoldedHistory(model, history.jobs());
    history.moments().stream()
        .filter(
            moment ->
                !(moment instanceof Delivery delivery && delivery.fact() instanceof OrderFact))
        .forEach(fresh::live);
    Instant at = refunded.standing().asOf();
    at = fresh.standing().asOf() == null ? at : later(at, fresh.standing().asOf());
    refundEverything(refunded, at);
    fresh.waitUntil(at);
    assertStandsAlike(refunded, fresh);
    assertThat(refunded.standing().belowSince()).isNull();
    assertThat(refunded.figures().scores()).isNull();

    for (Delivery purchase : Purchase.deliveries(secondLife, at)) {
      refunded.live(purchase);
      fresh.live(purchase);
      assertStandsAlike(refunded, fresh);
    }
    collect("there was a tier to lose", has(refunded, TierChangeKind.REVOKED), 80);
  }

  /** Of whom nothing was ever heard there are no figures. */
  private static void assertStandsAlike(FoldedHistory refunded, FoldedHistory fresh) {
    if (fresh.standing().asOf() != null) {
      assertThat(refunded.figures()).isEqualTo(fresh.figures());
    }
    assertThat(refunded.standing().tier()).isEqualTo(fresh.standing().tier());
    assertThat(refunded.standing().belowSince()).isEqualTo(fresh.standing().belowSince());
    assertThat(refunded.standing().nextChangeAt()).isEqualTo(fresh.standing().nextChangeAt());
  }

  private static void refundEverything(FoldedHistory folded, Instant at) {
    for (KnownOrder known : folded.standing().facts().orders().all()) {
      Order order = known.order();
      Order back =
          new Order(
              order.orderId(),
              order.version() + 1,
              order.isPurchase() ? OrderStatus.REFUNDED : OrderStatus.CANCELLED,
              order.total(),
              order.isPurchase() ? order.total() : order.refunded(),
              order.placedAt(),
              order.paidAt());
      folded.live(new Delivery(new OrderFact(back, at), at, null));
    }
  }

  @Property(tries = 20, edgeCases = EdgeCasesMode.NONE)
  @Tag("domain-8.2")
  @Tag("domain-8.3")
  @Tag("domain-8.5")
  void nothingIsOtherwiseWithThousandsOfPurchases(
      @ForAll("hugeHistories") History history,
      @ForAll("hugeModels") ScoringModel model,
      @ForAll Random random) {
    FoldedHistory folded = new FoldedHistory(model, history.jobs());
    List<Fact> heard = new ArrayList<>();
    int until = 1;
    for (Moment moment : history.moments()) {
      if (hear(moment, folded, heard) && heard.size() >= until) {
        assertLikeTheOracle(folded, heard);
        until += 2500;
      }
    }
    assertLikeTheOracle(folded, heard);
    assertThat(ordersOf(folded).stream().filter(Order::isPurchase))
        .hasSizeGreaterThanOrEqualTo(HUGE);
    assertRebuiltFromTheBooks(folded);
    Replay replay = new Replay(new Fold(folded.models(), history.jobs()::get), "C-1");
    folded.applications.forEach(replay::repeat);
    assertThat(replay.standing()).isEqualTo(folded.standing());

    List<Delivery> shuffled = new ArrayList<>(history.deliveries());
    Collections.shuffle(shuffled, random);
    FoldedHistory other = FoldedHistory.of(model, history.delivering(shuffled));
    Instant later = later(folded.standing().asOf(), other.standing().asOf()).plusSeconds(10_000);
    folded.waitUntil(later);
    other.waitUntil(later);
    assertThat(other.figures())
        .isEqualTo(folded.figures())
        .isEqualTo(Oracle.figures(heard, model, later));
    assertThat(ordersOf(other)).isEqualTo(ordersOf(folded));
    collect("changes tier after the first", folded.tierChanges.size() > 1, 20);
  }

  private static void assertRebuiltFromTheBooks(FoldedHistory folded) {
    Facts facts = folded.standing().facts();
    List<KnownOrder> orders = new ArrayList<>();
    facts.orders().all().forEach(orders::add);
    Facts rebuilt =
        new Facts(OrderBook.of(orders), FeedbackBook.of(facts.feedback().all()), facts.pin());
    assertThat(rebuilt).isEqualTo(facts);
    assertThat(Assessment.assess(rebuilt, folded.model(), folded.standing().asOf()))
        .isEqualTo(folded.standing().assessment());
  }

  private static void assertLikeTheOracle(FoldedHistory folded, List<Fact> heard) {
    Standing standing = folded.standing();
    assertThat(folded.figures()).isEqualTo(Oracle.figures(heard, folded.model(), standing.asOf()));
    assertNextChangeIsExact(folded.model(), standing, heard);
  }

  @Provide
  Arbitrary<History> hugeHistories() {
    return Histories.histories(HUGE);
  }

  @Provide
  Arbitrary<ScoringModel> hugeModels() {
    return RandomModels.models(HUGE / 20);
  }

  @Provide
  Arbitrary<History> histories() {
    return Histories.histories();
  }

  @Provide
  Arbitrary<List<Purchase>> purchases() {
    return Histories.purchases();
  }

  @Provide
  Arbitrary<Duration> spans() {
    return Histories.spans();
  }

  @Provide
  Arbitrary<ScoringModel> models() {
    return RandomModels.models();
  }

  @Provide
  Arbitrary<ScoringModel> standardOrOtherModels() {
    return Arbitraries.oneOf(Arbitraries.just(STANDARD), RandomModels.models());
  }

  private static List<Order> ordersOf(FoldedHistory folded) {
    List<Order> orders = new ArrayList<>();
    folded.standing().facts().orders().all().forEach(known -> orders.add(known.order()));
    return orders;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static boolean has(FoldedHistory folded, TierChangeKind kind) {
    return folded.tierChanges.stream().anyMatch(c -> c.kind() == kind);
  }

  private static boolean fallsByARefund(FoldedHistory folded) {
    return folded.tierChanges.stream()
        .anyMatch(
            c ->
                c.kind() == TierChangeKind.DOWNGRADE
                    && !c.cause().type().equals(Cause.TIME_PASSED));
  }

  private static boolean isByAFloor(TierChange change) {
    return change.crossed() != null
        && (change.crossed().startsWith("monetary") || change.crossed().startsWith("frequency"));
  }

  private static void collect(String label, boolean value, int atLeastPercent) {
    FewerTries.often(label, value, atLeastPercent);
  }
}
