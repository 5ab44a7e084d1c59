package io.tierstream.segmentation.domain;

import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tierstream.segmentation.domain.History.Delivery;
import io.tierstream.segmentation.domain.History.Look;
import io.tierstream.segmentation.domain.History.Publish;
import io.tierstream.segmentation.domain.Oracle.Change;
import io.tierstream.segmentation.domain.Oracle.Path;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** Standing on date X as known on date Y, §7. */
@Tag("domain-7.6")
class KnownHistoryTest {

  private static final ScoringModel STANDARD = ScoringModel.standard();
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final RecordedHistory recorded = new RecordedHistory(STANDARD, Map.of());

  @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
  void anInstantIsAnsweredByWhatWasRecordedByTheOther(
      @ForAll("histories") History history,
      @ForAll("models") ScoringModel model,
      @ForAll("spans") Duration span,
      @ForAll Random random) {
    RecordedHistory all = RecordedHistory.of(model, history);
    all.live(new Look(all.folded.standing().asOf().plus(span)));
    Instant known = near(all.clock, random);
    Instant effective = random.nextInt(4) == 0 ? known : near(instants(all), random);
    if (!all.stale.isEmpty() && random.nextBoolean()) {
      RecordedFact stale = all.stale.get(random.nextInt(all.stale.size()));
      known = later(known, stale.recordedAt());
      effective = near(List.of(stale.fact().occurredAt()), random);
    }
    assertAnswer(all, known, effective);
  }

  private static void assertAnswer(RecordedHistory all, Instant known, Instant effective) {

    KnownHistory then = all.knownAt(known);
    Oracle oracle = all.oracleAt(known);

    assertThat(then.isEmpty()).isEqualTo(oracle.applied.isEmpty());
    assertPath(then.standing(effective), oracle, effective, all);
    List<Fact> facts =
        all.deliveredBy(known).stream()
            .filter(fact -> !fact.occurredAt().isAfter(effective))
            .toList();
    ScoringModel inForce = all.model(effective, known);
    assertThat(then.model(effective)).isEqualTo(inForce);
    assertThat(FoldedHistory.figures(then.figures(effective)))
        .isEqualTo(Oracle.figures(facts, inForce, effective));

    collect("about before it was known", effective.isBefore(known), 20);
    collect("about after it was known", effective.isAfter(known), 12);
    collect("more was known later", isOtherwise(then, all.knownAt(Instant.MAX), effective), 15);
    collect(
        "a stale version counts",
        isOtherwise(then, all.knownWithoutStaleVersions(known), effective),
        1);
    collect("a path", then.standing(effective).ordinal() > 0, 50);
    collect("at risk", then.standing(effective).belowSince() != null, 1);
    collect("another model", inForce.number() >= 100, 10);
  }

  /** Of the applications that were recorded by then, as the last one until {@code at} left it. */
  private static void assertPath(
      Standing standing, Oracle oracle, Instant at, RecordedHistory all) {
    int count = (int) oracle.applied.stream().filter(a -> !a.at().isAfter(at)).count();
    List<Change> changes = oracle.changes.stream().filter(c -> !c.at().isAfter(at)).toList();
    assertThat(standing.ordinal()).isEqualTo(count);
    assertThat(new Path(standing.tier(), standing.belowSince()))
        .isEqualTo(count == 0 ? new Path(null, null) : oracle.path.get(count - 1));
    assertThat(standing.asOf()).isEqualTo(count == 0 ? null : oracle.applied.get(count - 1).at());
    assertThat(standing.sequence()).isEqualTo(changes.size());
    assertThat(standing.tierSince())
        .isEqualTo(changes.isEmpty() ? null : changes.get(changes.size() - 1).at());
    Standing live = all.standings.get(standing.ordinal());
    if (live != null && count > 0) {
      assertThat(standing).isEqualTo(live);
    }
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static boolean isOtherwise(KnownHistory one, KnownHistory other, Instant at) {
    return !FoldedHistory.figures(one.figures(at)).equals(FoldedHistory.figures(other.figures(at)));
  }

  /** Where something is dated, assessed or recorded. */
  private static List<Instant> instants(RecordedHistory all) {
    List<Instant> instants = new ArrayList<>(all.clock);
    all.deliveredBy(Instant.MAX).forEach(fact -> instants.add(fact.occurredAt()));
    all.applications.forEach(one -> instants.add(one.application().at()));
    return instants;
  }

  private static Instant near(List<Instant> instants, Random random) {
    return instants.get(random.nextInt(instants.size())).plus(random.nextInt(3) - 1, MICROS);
  }

  @Example
  void aLatePurchaseCountsFromWhenItWasRecorded() {
    recorded.live(bought("O-1", "600", day(0), day(0)));
    recorded.live(bought("O-2", "5000", day(1), day(9)));

    assertThat(recorded.knownAt(day(8)).figures(day(5)).frequency()).isEqualTo(1);
    assertThat(recorded.knownAt(day(9)).figures(day(5)).frequency()).isEqualTo(2);
    assertThat(recorded.knownAt(day(9)).figures(day(1).minus(1, MICROS)).frequency()).isEqualTo(1);
    // What was decided without it isn't decided anew.
    assertThat(recorded.knownAt(day(9)).standing(day(5)).tier()).isEqualTo("SILVER");
    assertThat(recorded.knownAt(day(9)).standing(day(9)).tier()).isEqualTo("GOLD");
  }

  @Example
  void aRefundIsPostedToItsPurchaseFromItsOwnInstantOn() {
    recorded.live(bought("O-1", "600", day(0), day(0)));
    recorded.live(refunded("O-1", 3, "600", "150", day(0), day(10), day(12)));

    assertThat(net(day(11), day(11))).isEqualTo("600");
    assertThat(net(day(12), day(11))).isEqualTo("450");
    assertThat(net(day(12), day(10))).isEqualTo("450");
    assertThat(net(day(12), day(10).minus(1, MICROS))).isEqualTo("600");
  }

  @Example
  void aVersionThatCameAfterAHigherOneCountsUntilTheHigherOnesInstant() {
    recorded.live(refunded("O-1", 3, "600", "600", day(0), day(10), day(10)));
    recorded.live(bought("O-1", "600", day(0), day(20)));
    recorded.live(bought("O-1", "600", day(0), day(21)));

    assertThat(recorded.applications).hasSize(1);
    assertThat(recorded.stale).hasSize(2);
    assertThat(net(day(19), day(5))).isEqualTo("0");
    assertThat(net(day(20), day(5))).isEqualTo("600");
    assertThat(net(day(21), day(5))).isEqualTo("600");
    assertThat(net(day(21), day(10))).isEqualTo("0");
  }

  @Example
  void aRepetitionOfTheVersionThatIsKnownIsNotStale() {
    recorded.live(bought("O-1", "600", day(0), day(0)));
    recorded.live(bought("O-1", "600", day(0), day(1)));

    assertThat(recorded.stale).isEmpty();
  }

  @Example
  void nothingIsKnownBeforeWhatCameBeforeIt() {
    recorded.live(bought("O-1", "600", day(0), day(0)));
    recorded.live(bought("O-2", "600", day(1), day(1)));
    // Recorded by an instance whose clock is behind.
    List<RecordedApplication> skewed =
        List.of(
            new RecordedApplication(recorded.applications.get(0).application(), day(3)),
            new RecordedApplication(recorded.applications.get(1).application(), day(2)));
    ModelTimeline models = ModelTimeline.of(STANDARD);

    assertThat(new KnownHistory("C-1", skewed, List.of(), models, Map.of(), day(2)).isEmpty())
        .isTrue();
    assertThat(
            new KnownHistory("C-1", skewed, List.of(), models, Map.of(), day(3))
                .figures(day(3))
                .frequency())
        .isEqualTo(2);
  }

  @Example
  void aModelIsKnownFromWhenItWasRecorded() {
    recorded.live(bought("O-1", "600", day(0), day(0)));
    ScoringModel other = Models.standard().numbered(2).frequency(1, 2, 3, 4).model();
    recorded.live(new Look(day(5)));
    recorded.live(new Publish(other, day(4)));

    assertThat(recorded.knownAt(day(5).minus(1, MICROS)).figures(day(9)).scores().f()).isEqualTo(1);
    assertThat(recorded.knownAt(day(5)).figures(day(9)).scores().f()).isEqualTo(2);
    assertThat(recorded.knownAt(day(5)).figures(day(4)).scores().f()).isEqualTo(2);
    assertThat(recorded.knownAt(day(5)).figures(day(3)).scores().f()).isEqualTo(1);
  }

  @Example
  void whatWasMergedCountsForTheSurvivorInTheVersionOfTheInstant() {
    Persons persons = Persons.byTheStandardModel();
    Delivery purchase = bought("O-1", "600", day(0), day(0));
    Delivery refund = refunded("O-1", 3, "600", "600", day(0), day(10), day(10));
    persons.hears("merged", purchase.fact(), day(0));
    persons.hears("merged", refund.fact(), day(10));
    persons.hears("C-1", bought("O-2", "50", day(1), day(1)).fact(), day(1));
    persons.merged("merged", "C-1", day(20));
    persons.unmerged("merged", day(30));

    assertThat(monetary(persons, "C-1", day(20).minus(1, MICROS))).isEqualTo("50");
    assertThat(monetary(persons, "C-1", day(20))).isEqualTo("650");
    assertThat(monetary(persons, "C-1", day(30))).isEqualTo("50");
    assertThat(monetary(persons, "merged", day(19))).isEqualTo("600");
    assertThat(monetary(persons, "merged", day(20))).isEqualTo("0");
    assertThat(monetary(persons, "merged", day(30))).isEqualTo("600");
  }

  @Example
  void anErasureLeavesFiguresBeforeItAsTheyWere() {
    Persons persons = Persons.byTheStandardModel();
    persons.hears("C-1", bought("O-1", "600", day(0), day(0)).fact(), day(0));
    persons.erased("C-1", day(20));

    KnownHistory before = known(persons, "C-1", day(20).minus(1, MICROS));
    assertThat(before.hasFacts(day(20))).isTrue();
    KnownHistory since = known(persons, "C-1", day(20));
    assertThat(since.hasFacts(day(20).minus(1, MICROS))).isTrue();
    assertThat(since.figures(day(20).minus(1, MICROS)).frequency()).isEqualTo(1);
    assertThat(since.hasFacts(day(20))).isFalse();
    assertThat(since.figures(day(20)).frequency()).isZero();
    assertThat(since.hasFacts(day(0).minus(1, MICROS))).isFalse();
  }

  /** On the fifth day. */
  private static String monetary(Persons persons, String customerId, Instant knownAt) {
    return known(persons, customerId, knownAt).figures(day(5)).monetary().net().toPlainString();
  }

  /** Each application being recorded at its instant. */
  private static KnownHistory known(Persons persons, String customerId, Instant knownAt) {
    List<RecordedFact> others =
        persons.person("merged").applications.stream()
            .filter(application -> application.fact() != null)
            .map(application -> new RecordedFact(application.fact(), application.at()))
            .toList();
    List<RecordedApplication> own =
        persons.person(customerId).applications.stream()
            .map(application -> new RecordedApplication(application, application.at()))
            .toList();
    ModelTimeline models = ModelTimeline.of(STANDARD);
    return new KnownHistory(customerId, own, others, models, Map.of(), knownAt);
  }

  private String net(Instant knownAt, Instant effectiveAt) {
    return recorded.knownAt(knownAt).figures(effectiveAt).monetary().net().toPlainString();
  }

  private static Instant day(int day) {
    return START.plus(Duration.ofDays(day));
  }

  private static Delivery bought(String id, String total, Instant paidAt, Instant recordedAt) {
    Order order =
        new Order(id, 2, OrderStatus.PAID, new BigDecimal(total), BigDecimal.ZERO, paidAt, paidAt);
    return new Delivery(new OrderFact(order, paidAt), recordedAt, null);
  }

  private static Delivery refunded(
      String id,
      long version,
      String total,
      String refunded,
      Instant paidAt,
      Instant at,
      Instant recordedAt) {
    OrderStatus status =
        total.equals(refunded) ? OrderStatus.REFUNDED : OrderStatus.PARTIALLY_REFUNDED;
    Order order =
        new Order(
            id, version, status, new BigDecimal(total), new BigDecimal(refunded), paidAt, paidAt);
    return new Delivery(new OrderFact(order, at), recordedAt, null);
  }

  private static void collect(String label, boolean value, int atLeastPercent) {
    FewerTries.often(label, value, atLeastPercent);
  }

  @Provide
  Arbitrary<History> histories() {
    return Histories.histories();
  }

  @Provide
  Arbitrary<ScoringModel> models() {
    return Arbitraries.oneOf(Arbitraries.just(STANDARD), RandomModels.models());
  }

  @Provide
  Arbitrary<Duration> spans() {
    return Histories.spans();
  }
}
