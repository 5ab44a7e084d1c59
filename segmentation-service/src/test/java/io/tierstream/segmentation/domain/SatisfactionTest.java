package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.TODAY;
import static io.tierstream.segmentation.domain.Customer.aCustomer;
import static io.tierstream.segmentation.domain.Customer.daysAgo;
import static io.tierstream.segmentation.domain.Customer.inDays;
import static io.tierstream.segmentation.domain.Customer.justBefore;
import static io.tierstream.segmentation.domain.StandingAssert.assertThat;
import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** §3. With p = 1, s = (3 + Σ w·x) / (1 + Σ w). */
class SatisfactionTest {

  private static final SatisfactionRules RULES = ScoringModel.standard().satisfaction();

  @Example
  @Tag("domain-2.8")
  @Tag("domain-3.1")
  void aRatingWeighsHalfAfterAHalfLife() {
    var customer = aCustomer().rated("5", daysAgo(90)).rated("1", TODAY);
    // (3 + 0.5 · 5 + 1) / (1 + 0.5 + 1)
    assertThat(customer.standing()).hasSatisfaction("2.60", TODAY);
  }

  @Example
  @Tag("domain-2.10")
  @Tag("domain-4.12")
  void satisfactionJoinsTheCompositeWithTheFirstRating() {
    var customer = aCustomer().boughtFor("5000", TODAY);
    assertThat(customer.standing()).hasScores(5, 1, 4).hasComposite("3.222");
    customer.rated("5", TODAY);
    // s = 4: (20·5 + 30·1 + 40·4 + 10·4) / 100
    assertThat(customer.standing()).hasScores(5, 1, 4, 4).hasComposite("3.300");
  }

  @Example
  void satisfactionAloneCanLiftATier() {
    // R5 F1 M3: 250 / 90 = 2.778; with S5 300 / 100 is GOLD's 3.00.
    var customer = aCustomer().boughtFor("2000", TODAY);
    assertThat(customer.standing()).hasScores(5, 1, 3).hasTier("SILVER");
    customer.rated("5", 2, inDays(1));
    assertThat(customer.standing()).hasScores(5, 1, 3, 5).hasTier("GOLD").hasComposite("3.000");
    assertThat(customer.lastChange().kind()).isEqualTo(TierChangeKind.UPGRADE);
    assertThat(customer.lastChange().effectiveAt()).isEqualTo(inDays(1));
    assertThat(customer.lastChange().cause().type()).isEqualTo("feedback");
  }

  @Example
  void aComplaintPutsATierAtRiskAndTimeAloneSavesIt() {
    // R4 F2 M3 S3: 290 / 100; with S1 270 / 100 is below GOLD's 2.75.
    var customer = aCustomer().rated("1", daysAgo(270)).boughtFor("1000", 2, TODAY);
    assertThat(customer.standing(inDays(30))).hasScores(4, 2, 3, 3).hasComposite("2.900");
    customer.complained(null, inDays(31));
    assertThat(customer.standing()).hasScores(4, 2, 3, 1).hasTier("GOLD").isBelowSince(inDays(31));
    var saved = customer.standing().nextChangeAt();
    assertThat(saved).isBefore(inDays(45));
    assertThat(customer.standing(justBefore(saved))).hasScores(4, 2, 3, 1);
    assertThat(customer.standing(saved)).hasScores(4, 2, 3, 2).isSafe().hasTier("GOLD");
    assertThat(customer.lastRisk().fallsAt()).isNull();
    assertThat(customer.lastRisk().effectiveAt()).isEqualTo(saved);
    assertThat(customer.lastRisk().cause().type()).isEqualTo(Cause.TIME_PASSED);
  }

  @Example
  @Tag("domain-3.4")
  @Tag("domain-4.32")
  void theCrossingIsWhereTheFormulaSays() {
    // One rating of 5: s = (3 + 5d) / (1 + d) = 3.5 at d = 1/3, log2(3) half-lives later.
    var customer = aCustomer().boughtFor("10", TODAY).rated("5", TODAY);
    var crossing = TODAY.plus((long) (Math.log(3) / Math.log(2) * 90 * 86_400e6), MICROS);
    customer.waitedUntil(inDays(120));
    assertThat(customer.standing()).hasScores(2, 1, 1, 4);
    assertThat(customer.standing().nextChangeAt())
        .isBetween(crossing.minus(1, MICROS), crossing.plus(1, MICROS));
  }

  @Example
  @Tag("domain-3.4")
  void aCutOffAtTheNeutralIsNeverCrossed() {
    var rules =
        new SatisfactionRules(
            List.of(BigDecimal.ONE, BigDecimal.ONE, decimal("3"), decimal("5")),
            Duration.ofDays(1),
            BigDecimal.ONE);
    for (var rating : List.of("2.9999", "3", "3.0001")) {
      var satisfaction = satisfaction(rules, List.of(rated("F-1", rating, TODAY)));
      int score = rating.equals("2.9999") ? 3 : 4;
      assertThat(satisfaction.nextCrossing(TODAY)).isNull();
      for (int days : new int[] {0, 1, 100, 1_000, 100_000, 2_000_000}) {
        assertThat(satisfaction.score(inDays(days))).isEqualTo(score);
      }
    }
  }

  @Example
  void aCrossingBeyondTheYearsThatInstantsAreOfIsNone() {
    var rules =
        new SatisfactionRules(
            List.of(decimal("3.0001"), decimal("4"), decimal("5"), decimal("5")),
            Duration.ofDays(36_500),
            new BigDecimal("0.0001"));
    var satisfaction = satisfaction(rules, List.of(rated("F-1", "4.9", TODAY)));
    assertThat(satisfaction.score(TODAY)).isEqualTo(3);
    assertThat(satisfaction.nextCrossing(TODAY)).isBefore(Order.LATEST);
    var last = satisfaction.nextCrossing(satisfaction.nextCrossing(TODAY));
    assertThat(last).isBefore(Order.LATEST);
    assertThat(satisfaction.score(last)).isEqualTo(1);
    assertThat(satisfaction.nextCrossing(last)).isNull();
  }

  @Example
  @Tag("domain-3.2")
  void rulesThatCannotBeAreRefused() {
    var cuts = RULES.cutOffs();
    var halfLife = RULES.halfLife();
    refuses(List.of(decimal("0.9"), cuts.get(1), cuts.get(2), cuts.get(3)), halfLife, "1");
    refuses(List.of(cuts.get(0), cuts.get(1), cuts.get(2), decimal("5.1")), halfLife, "1");
    refuses(List.of(cuts.get(1), cuts.get(0), cuts.get(2), cuts.get(3)), halfLife, "1");
    refuses(List.of(decimal("2.00001"), cuts.get(1), cuts.get(2), cuts.get(3)), halfLife, "1");
    refuses(cuts, Duration.ZERO, "1");
    refuses(cuts, Duration.ofDays(36_501), "1");
    refuses(cuts, halfLife, "0");
    refuses(cuts, halfLife, "-1");
  }

  private static void refuses(List<BigDecimal> cutOffs, Duration halfLife, String priorWeight) {
    assertThatThrownBy(() -> new SatisfactionRules(cutOffs, halfLife, decimal(priorWeight)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  @Tag("domain-3.1")
  void itIsWhatTheDefinitionSays(
      @ForAll("ratings") List<Feedback> ratings,
      @ForAll("rules") SatisfactionRules rules,
      @ForAll("spans") Duration span) {
    var at = latest(ratings).plus(span);
    double a = 0;
    double b = 0;
    for (var rating : ratings) {
      var lives =
          MICROS.between(rating.occurredAt(), at) / (double) (rules.halfLife().toNanos() / 1000);
      a += Math.pow(2, -lives);
      b += Math.pow(2, -lives) * rating.rating().doubleValue();
    }
    double p = rules.priorWeight().doubleValue();
    double s = (p * 3 + b) / (p + a);
    assertThat(satisfaction(rules, ratings).at(at).doubleValue()).isCloseTo(s, within(0.00501));
    int score = satisfaction(rules, ratings).score(at);
    for (int i = 0; i < rules.cutOffs().size(); i++) {
      double cut = rules.cutOffs().get(i).doubleValue();
      if (Math.abs(s - cut) > 1e-12) {
        assertThat(score > i + 1).isEqualTo(s > cut);
      }
    }
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  @Tag("domain-3.5")
  void theNextCrossingIsExact(
      @ForAll("ratings") List<Feedback> ratings,
      @ForAll("rules") SatisfactionRules rules,
      @ForAll("spans") Duration span) {
    var satisfaction = satisfaction(rules, ratings);
    var at = latest(ratings).plus(span);
    var next = satisfaction.nextCrossing(at);
    FewerTries.often("crosses", next != null, 30);
    if (next == null) {
      assertThat(satisfaction.score(at.plus(Duration.ofDays(100_000))))
          .isEqualTo(satisfaction.score(at));
      return;
    }
    assertThat(next).isAfter(at);
    assertThat(satisfaction.score(next)).isNotEqualTo(satisfaction.score(at));
    for (long parts = 1; parts <= 1L << 40; parts *= 2) {
      var before = next.minus(1 + MICROS.between(at, next) / parts, MICROS);
      if (!before.isBefore(at)) {
        assertThat(satisfaction.score(before)).isEqualTo(satisfaction.score(at));
      }
    }
    assertThat(satisfaction.score(next.minus(1, MICROS))).isEqualTo(satisfaction.score(at));
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  @Tag("domain-3.6")
  void theOrderOfArrivalDoesNotShowInTheLastBit(
      @ForAll("ratings") List<Feedback> ratings,
      @ForAll("rules") SatisfactionRules rules,
      @ForAll Random random) {
    var arriving = new ArrayList<>(ratings);
    Collections.shuffle(arriving, random);
    var book = FeedbackBook.empty();
    for (var feedback : arriving) {
      // Known otherwise before, now and then, and asked in between.
      if (random.nextBoolean()) {
        book = book.with(known(rated(feedback.feedbackId(), "1", TODAY)));
      }
      if (random.nextBoolean()) {
        book.satisfaction(random.nextBoolean() ? rules : RULES, inDays(10_000));
      }
      book = book.with(known(feedback));
    }
    var at = latest(ratings);
    assertThat(book.satisfaction(rules, at)).isEqualTo(satisfaction(rules, ratings));
    assertThat(book).isEqualTo(book(ratings));
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  @Tag("domain-3.2")
  void whatCameLaterDoesNotCount(
      @ForAll("ratings") List<Feedback> ratings, @ForAll("spans") Duration span) {
    var at = Histories.BEGINNING.plus(span);
    var until = ratings.stream().filter(rating -> !rating.occurredAt().isAfter(at)).toList();
    assertThat(book(ratings).satisfaction(RULES, at))
        .isEqualTo(book(until).satisfaction(RULES, at));
  }

  @Provide
  Arbitrary<List<Feedback>> ratings() {
    return Combinators.combine(Histories.spans(), Histories.ratings())
        .as((span, rating) -> rated("", rating.toString(), Histories.BEGINNING.plus(span)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(SatisfactionTest::numbered);
  }

  private static List<Feedback> numbered(List<Feedback> ratings) {
    var numbered = new ArrayList<Feedback>();
    for (var rating : ratings) {
      numbered.add(rated("F-" + numbered.size(), rating.rating().toString(), rating.occurredAt()));
    }
    return numbered;
  }

  @Provide
  Arbitrary<SatisfactionRules> rules() {
    return Arbitraries.oneOf(Arbitraries.just(RULES), RandomModels.satisfactionRules());
  }

  @Provide
  Arbitrary<Duration> spans() {
    return Histories.spans();
  }

  private static Satisfaction satisfaction(SatisfactionRules rules, List<Feedback> ratings) {
    return book(ratings).satisfaction(rules, latest(ratings));
  }

  private static FeedbackBook book(List<Feedback> ratings) {
    return FeedbackBook.of(ratings.stream().map(SatisfactionTest::known).toList());
  }

  private static KnownFeedback known(Feedback feedback) {
    return new KnownFeedback(feedback, 1);
  }

  private static Instant latest(List<Feedback> ratings) {
    return ratings.stream().map(Feedback::occurredAt).max(Instant::compareTo).orElseThrow();
  }

  private static Feedback rated(String id, String rating, Instant at) {
    return new Feedback(
        id, 1, FeedbackKind.REVIEW, decimal(rating), null, FeedbackStatus.RECEIVED, null, at);
  }

  private static BigDecimal decimal(String text) {
    return new BigDecimal(text);
  }
}
