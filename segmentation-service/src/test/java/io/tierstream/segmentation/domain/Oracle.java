package io.tierstream.segmentation.domain;

import io.tierstream.segmentation.domain.History.Delivery;
import io.tierstream.segmentation.domain.History.Look;
import io.tierstream.segmentation.domain.History.Moment;
import io.tierstream.segmentation.domain.History.Publish;
import io.tierstream.segmentation.domain.History.SetRate;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Recomputes a customer from the raw facts by the definitions, naively: every fact heard is kept,
 * every question goes through all of them, and time is stepped through every instant at which
 * anything could change. Of the production code it uses only what holds data.
 */
final class Oracle {

  /**
   * The figures at an instant; all null but the counts where nothing qualifies, and the last score
   * without a rating.
   *
   * @param monetary the sum, also where its mean counts
   */
  record Figures(
      int frequency,
      BigDecimal monetary,
      Instant last,
      List<Integer> scores,
      BigDecimal weighted,
      int weights,
      String segment,
      String lifecycle) {}

  record Change(
      long sequence,
      String kind,
      String from,
      String to,
      Instant at,
      Figures before,
      Figures after,
      String event,
      String backfill) {}

  record Risk(
      long sequence,
      String tier,
      String fallsTo,
      Instant fallsAt,
      Instant at,
      String event,
      String backfill) {}

  record Applied(
      long ordinal,
      Instant at,
      int model,
      String event,
      String backfill,
      Fact fact,
      Long supersedes) {}

  /** How an application left what depends on the path. */
  record Path(String tier, Instant belowSince) {}

  static final String TIME = "TIME_PASSED";
  static final String MODEL = "MODEL_PUBLISHED";
  private static final String PIN = "the pin";

  private static final String[][] SEGMENTS = {
    {"Lost", "Hibernating", "At risk", "At risk", "Can't lose"},
    {"Hibernating", "Hibernating", "At risk", "At risk", "Can't lose"},
    {"About to sleep", "About to sleep", "Needs attention", "Loyal", "Loyal"},
    {"Promising", "Potential loyalist", "Potential loyalist", "Loyal", "Champion"},
    {"New", "Potential loyalist", "Potential loyalist", "Champion", "Champion"}
  };

  /** As published; the one in force first is in force for ever. */
  private final List<Publish> published = new ArrayList<>();

  private final Map<RateKey, BigDecimal> rates = new HashMap<>();
  private final List<Delivery> waiting = new ArrayList<>();
  private final Map<String, Instant> jobs;

  /** Of everything heard of the highest version, and the number of its application. */
  private final Map<String, Fact> latest = new LinkedHashMap<>();

  private final Map<String, Long> ordinals = new HashMap<>();

  /** At which something that was heard of could change something. */
  private final NavigableSet<Instant> turns = new TreeSet<>();

  final List<Change> changes = new ArrayList<>();
  final List<Risk> risks = new ArrayList<>();
  final List<Applied> applied = new ArrayList<>();
  final List<Path> path = new ArrayList<>();

  /** Index of the model that assessed last; the first before that. */
  private int judge;

  private String tier;
  private Instant belowSince;
  private Instant asOf;
  private Figures figures;
  private String job;

  /** By all feedback heard and the model; null before the first assessment. */
  private Mood mood;

  Oracle(ScoringModel model, Map<String, Instant> jobs) {
    published.add(new Publish(model, Instant.MIN));
    this.jobs = jobs;
  }

  void live(List<? extends Moment> moments) {
    for (Moment moment : moments) {
      if (moment instanceof Look look) {
        waitUntil(look.to());
      } else if (moment instanceof SetRate set) {
        rates.put(set.key(), set.rate());
        for (Delivery delivery : List.copyOf(waiting)) {
          if (set.key().equals(delivery.waitsFor())) {
            waiting.remove(delivery);
            hear(delivery.again(set.at()));
          }
        }
      } else if (moment instanceof Delivery delivery
          && delivery.waitsFor() != null
          && !rates.containsKey(delivery.waitsFor())) {
        waiting.add(delivery);
      } else if (moment instanceof Delivery delivery) {
        hear(delivery);
      } else if (moment instanceof Publish publish) {
        published.add(publish);
      }
    }
  }

  private ScoringModel model() {
    return published.get(judge).model();
  }

  private List<Tier> tiers() {
    return model().tiers().tiers();
  }

  void hear(Delivery delivery) {
    Fact fact = delivery.fact();
    Fact known = latest.get(idOf(fact));
    if (known != null && known.version() >= fact.version()) {
      return;
    }
    Instant at = delivery.recordedAt();
    if (fact.occurredAt().isAfter(at)) {
      at = fact.occurredAt();
    }
    if (asOf != null && asOf.isAfter(at)) {
      at = asOf;
    }
    waitUntil(at);
    latest.put(idOf(fact), fact);
    String backfill = delivery.backfill();
    job = backfill != null && at.isBefore(jobs.get(backfill)) ? backfill : null;
    if (asOf == null) {
      for (int i = 1; i < published.size(); i++) {
        judge = published.get(i).from().isAfter(at) ? judge : i;
      }
    }
    applied.add(
        new Applied(
            applied.size() + 1,
            at,
            model().number(),
            eventOf(fact),
            job,
            fact,
            ordinals.put(idOf(fact), applied.size() + 1L)));
    if (mood == null || fact instanceof Feedback) {
      judgeAnew();
    } else {
      turns.addAll(turns(fact, model()));
    }
    assess(at, eventOf(fact), job, gaveBack(fact), null);
    path.add(new Path(tier, belowSince));
  }

  static String idOf(Fact fact) {
    if (fact instanceof OrderFact taken) {
      return taken.order().orderId();
    }
    return fact instanceof Feedback feedback ? feedback.feedbackId() : PIN;
  }

  static String eventOf(Fact fact) {
    return idOf(fact) + " v" + fact.version();
  }

  private static boolean gaveBack(Fact fact) {
    return fact instanceof OrderFact taken
        && switch (taken.order().status()) {
          case PLACED, PAID -> false;
          case PARTIALLY_REFUNDED, REFUNDED, CANCELLED -> true;
        };
  }

  void waitUntil(Instant to) {
    while (asOf != null) {
      Instant next = nextChange();
      Instant other = judge + 1 < published.size() ? published.get(judge + 1).from() : null;
      if (other != null && other.isBefore(asOf)) {
        other = asOf;
      }
      boolean isByOther = other != null && (next == null || !other.isAfter(next));
      if (isByOther) {
        next = other;
      }
      if (next == null || next.isAfter(to)) {
        return;
      }
      ScoringModel before = model();
      if (isByOther) {
        judge++;
        judgeAnew();
      }
      String event = isByOther ? MODEL : TIME;
      String backfill = job != null && next.isBefore(jobs.get(job)) ? job : null;
      applied.add(
          new Applied(applied.size() + 1, next, model().number(), event, backfill, null, null));
      assess(next, event, backfill, false, isByOther ? before : null);
      path.add(new Path(tier, belowSince));
    }
  }

  /** None of what was heard is dated later than an assessment: the mood only fades after it. */
  private void judgeAnew() {
    mood = Mood.of(latest.values(), model(), Instant.MAX);
    turns.clear();
    turns.addAll(mood.turns());
    latest.values().forEach(fact -> turns.addAll(turns(fact, model())));
  }

  /** Every instant at which what is known of one order could change something. */
  private static List<Instant> turns(Fact fact, ScoringModel model) {
    if (!(fact instanceof OrderFact taken) || taken.order().paidAt() == null) {
      return List.of();
    }
    Instant paidAt = taken.order().paidAt();
    List<Instant> turns = new ArrayList<>();
    turns.add(paidAt);
    model.recency().forEach(age -> turns.add(paidAt.plus(age)));
    turns.add(paidAt.plus(model.lifecycle().settled()));
    turns.add(paidAt.plus(model.lifecycle().dormant()));
    turns.add(paidAt.plus(model.lifecycle().churned()));
    if (model.window() != null) {
      turns.add(paidAt.plus(model.window()));
    }
    return turns;
  }

  /** Steps through every instant at which anything could change, until something does. */
  Instant nextChange() {
    if (asOf == null) {
      return null;
    }
    Instant fall = belowSince == null ? null : belowSince.plus(model().downgrade().grace());
    if (fall != null) {
      turns.add(fall);
    }
    Instant pinEnds = isHeldUp() ? pin().until() : null;
    if (pinEnds != null) {
      turns.add(pinEnds);
    }
    for (Instant instant : turns.tailSet(asOf, false)) {
      if (instant.equals(fall)
          || instant.equals(pinEnds)
          || !figuresOf(latest.values(), mood, model(), instant).equals(figures)) {
        return instant;
      }
    }
    return null;
  }

  /** Whether the figures would move the pinned tier, or begin its grace, were there no pin. */
  private boolean isHeldUp() {
    if (!isPinned(asOf)) {
      return false;
    }
    int rank = rank(pin().tier(), model());
    return figures.scores() == null
        || entered() > rank
        || !holds(tiers().get(rank), tiers().get(rank).keep());
  }

  private boolean isPinned(Instant at) {
    return pin() != null
        && pin().tier() != null
        && at.isBefore(pin().until())
        && rank(pin().tier(), model()) >= 0;
  }

  /** The highest tier that can be entered. */
  private int entered() {
    int entered = 0;
    for (int i = 0; i < tiers().size(); i++) {
      entered = holds(tiers().get(i), tiers().get(i).enter()) ? i : entered;
    }
    return entered;
  }

  /** The pin as last heard of; null when there never was one. */
  private Pin pin() {
    return (Pin) latest.get(PIN);
  }

  /** Where on the ladder of {@code model}; −1 for none. */
  private static int rank(String tier, ScoringModel model) {
    int rank = -1;
    for (int i = 0; i < model.tiers().tiers().size(); i++) {
      rank = model.tiers().tiers().get(i).name().equals(tier) ? i : rank;
    }
    return rank;
  }

  /**
   * @param until the model that assessed before, when it is another; else null
   */
  private void assess(
      Instant at, String event, String backfill, boolean gaveBack, ScoringModel until) {
    Figures before = figures;
    figures = figuresOf(latest.values(), mood, model(), at);
    asOf = at;
    List<Tier> tiers = tiers();
    int ranked = rank(tier, until == null ? model() : until);
    if (isPinned(at)) {
      Pin pin = pin();
      if (!pin.tier().equals(tier)) {
        String up = rank(pin.tier(), model()) > ranked ? "UPGRADE" : "DOWNGRADE";
        move(tier == null ? "INITIAL" : up, pin.tier(), before, event, backfill);
      } else if (belowSince != null) {
        risks.add(new Risk(changes.size(), tier, null, null, at, event, backfill));
      }
      belowSince = null;
      return;
    }
    if (figures.scores() == null) {
      if (tier != null) {
        move("REVOKED", null, before, event, backfill);
      }
      belowSince = null;
      return;
    }
    int entered = entered();
    int rank = rank(tier, model());
    if (tier == null || rank < 0 || entered > rank) {
      String up = rank >= 0 || entered > ranked ? "UPGRADE" : "DOWNGRADE";
      move(tier == null ? "INITIAL" : up, nameOf(entered), before, event, backfill);
      belowSince = null;
      return;
    }
    if (holds(tiers.get(rank), tiers.get(rank).keep())) {
      if (belowSince != null) {
        risks.add(new Risk(changes.size(), tier, null, null, at, event, backfill));
      }
      belowSince = null;
      return;
    }
    belowSince = until == null ? belowSince : null;
    boolean lowered =
        gaveBack
            && before != null
            && before.weighted() != null
            && figures
                    .weighted()
                    .multiply(new BigDecimal(before.weights()))
                    .compareTo(before.weighted().multiply(new BigDecimal(figures.weights())))
                < 0;
    if (lowered && model().downgrade().refundsBypassGrace()) {
      move("DOWNGRADE", nameOf(highestKeptBelowTier()), before, event, backfill);
      belowSince = null;
      return;
    }
    boolean announced = belowSince != null;
    belowSince = announced ? belowSince : at;
    Duration grace = model().downgrade().grace();
    while (belowSince != null && !at.isBefore(belowSince.plus(grace))) {
      move("DOWNGRADE", nameOf(fall()), before, event, backfill);
      rank = rank(tier, model());
      belowSince = holds(tiers.get(rank), tiers.get(rank).keep()) ? null : at;
      announced = false;
    }
    if (belowSince != null && !announced) {
      Instant fallsAt = belowSince.plus(grace);
      risks.add(new Risk(changes.size(), tier, nameOf(fall()), fallsAt, at, event, backfill));
    }
  }

  private int fall() {
    return model().downgrade().reach() == Downgrade.Reach.ONE_STEP
        ? rank(tier, model()) - 1
        : highestKeptBelowTier();
  }

  private int highestKeptBelowTier() {
    int kept = 0;
    for (int i = 0; i < rank(tier, model()); i++) {
      kept = holds(tiers().get(i), tiers().get(i).keep()) ? i : kept;
    }
    return kept;
  }

  private boolean holds(Tier tier, BigDecimal cut) {
    return figures.weighted().subtract(cut.multiply(new BigDecimal(figures.weights()))).signum()
            >= 0
        && (tier.minMonetary() == null
            || spent(figures.monetary(), figures.frequency(), model(), tier.minMonetary()))
        && (tier.minFrequency() == null || figures.frequency() >= tier.minFrequency());
  }

  /** Whether the purchases come to at least {@code amount}; a mean is compared as a fraction. */
  private static boolean spent(
      BigDecimal sum, int purchases, ScoringModel model, BigDecimal amount) {
    return switch (model.monetaryBy()) {
      case SUM -> sum.subtract(amount).signum() >= 0;
      case AVERAGE ->
          purchases == 0
              ? amount.signum() <= 0
              : sum.subtract(amount.multiply(new BigDecimal(purchases))).signum() >= 0;
    };
  }

  private void move(String kind, String to, Figures before, String event, String backfill) {
    changes.add(
        new Change(changes.size() + 1, kind, tier, to, asOf, before, figures, event, backfill));
    tier = to;
  }

  private String nameOf(int index) {
    return tiers().get(index).name();
  }

  /** The figures at an instant, whatever the order in which the facts are given. */
  static Figures figures(Collection<Fact> facts, ScoringModel model, Instant at) {
    Collection<Fact> latest = latestVersions(facts);
    return figuresOf(latest, Mood.of(latest, model, at), model, at);
  }

  /** What the ratings come to at an instant; null without one. */
  static Double satisfaction(Collection<Fact> facts, ScoringModel model, Instant at) {
    Mood mood = Mood.of(latestVersions(facts), model, at);
    return mood.isKnown() ? mood.at(at) : null;
  }

  private static Collection<Fact> latestVersions(Collection<Fact> facts) {
    Map<String, Fact> latest = new HashMap<>();
    for (Fact fact : facts) {
      Fact other = latest.get(idOf(fact));
      if (other == null || other.version() < fact.version()) {
        latest.put(idOf(fact), fact);
      }
    }
    return latest.values();
  }

  private static Figures figuresOf(
      Collection<Fact> facts, Mood mood, ScoringModel model, Instant at) {
    int ever = 0;
    int frequency = 0;
    BigDecimal monetary = BigDecimal.ZERO;
    Instant last = null;
    Instant until = model.window() == null ? Instant.MIN : at.minus(model.window());
    for (Fact fact : facts) {
      if (!(fact instanceof OrderFact taken)) {
        continue;
      }
      Order order = taken.order();
      boolean paid =
          order.status() == OrderStatus.PAID || order.status() == OrderStatus.PARTIALLY_REFUNDED;
      if (!paid || order.paidAt().isAfter(at)) {
        continue;
      }
      BigDecimal net = net(order);
      if (net.signum() > 0) {
        ever++;
        last = last == null || order.paidAt().isAfter(last) ? order.paidAt() : last;
        if (order.paidAt().isAfter(until)) {
          frequency++;
          monetary = monetary.add(net);
        }
      }
    }
    if (last == null) {
      return new Figures(0, BigDecimal.ZERO, null, null, null, 0, null, "PROSPECT");
    }
    int r = 5;
    for (Duration age : model.recency()) {
      r -= last.plus(age).isAfter(at) ? 0 : 1;
    }
    int f = 1;
    for (int cut : model.frequency()) {
      f += frequency >= cut ? 1 : 0;
    }
    int m = 1;
    for (BigDecimal cut : model.monetary()) {
      m += spent(monetary, frequency, model, cut) ? 1 : 0;
    }
    Weights weights = model.weights();
    int weighted = weights.recency() * r + weights.frequency() * f + weights.monetary() * m;
    int sum = weights.recency() + weights.frequency() + weights.monetary();
    Integer s = mood.isKnown() ? mood.score(at) : null;
    if (s != null) {
      weighted += weights.satisfaction() * s;
      sum += weights.satisfaction();
    }
    return new Figures(
        frequency,
        monetary.stripTrailingZeros(),
        last,
        Arrays.asList(r, f, m, s),
        new BigDecimal(weighted),
        sum,
        segment(model.segments(), r, f, m),
        lifecycle(model.lifecycle(), ever, last, at));
  }

  /** Of what was paid in another currency the worth on the day of the payment. */
  private static BigDecimal net(Order order) {
    Foreign foreign = order.foreign();
    if (foreign == null) {
      return order.refunded().signum() == 0
          ? order.total()
          : order.total().subtract(order.refunded());
    }
    LocalDate day = order.paidAt().atOffset(ZoneOffset.UTC).toLocalDate();
    return foreign
        .total()
        .subtract(foreign.refunded())
        .multiply(Histories.rate(new RateKey(foreign.currency(), day)));
  }

  private static String segment(SegmentMap map, int r, int f, int m) {
    int fm = (f + m) / 2 + (f + m) % 2;
    if (map.equals(SegmentMap.standard())) {
      return SEGMENTS[r - 1][fm - 1];
    }
    for (SegmentRule rule : map.rules()) {
      if ((rule.r() == null || rule.r().contains(r))
          && (rule.f() == null || rule.f().contains(f))
          && (rule.m() == null || rule.m().contains(m))
          && (rule.fm() == null || rule.fm().contains(fm))) {
        return rule.segment();
      }
    }
    throw new AssertionError("no segment");
  }

  private static String lifecycle(LifecycleAges ages, int ever, Instant last, Instant at) {
    if (!last.plus(ages.churned()).isAfter(at)) {
      return "CHURNED";
    } else if (!last.plus(ages.dormant()).isAfter(at)) {
      return "DORMANT";
    }
    return ever == 1 && last.plus(ages.settled()).isAfter(at) ? "NEW" : "ACTIVE";
  }

  String tier() {
    return tier;
  }

  Instant belowSince() {
    return belowSince;
  }

  Instant asOf() {
    return asOf;
  }

  Figures figures() {
    return Objects.requireNonNull(figures);
  }
}
