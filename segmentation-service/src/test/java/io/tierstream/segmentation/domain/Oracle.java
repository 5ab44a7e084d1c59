package io.tierstream.segmentation.domain;

import io.tierstream.segmentation.domain.History.Delivery;
import io.tierstream.segmentation.domain.History.Look;
import io.tierstream.segmentation.domain.History.Moment;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
      long ordinal, Instant at, String event, String backfill, Fact fact, Long supersedes) {}

  static final String TIME = "TIME_PASSED";

  private static final String[][] SEGMENTS = {
    {"Lost", "Hibernating", "At risk", "At risk", "Can't lose"},
    {"Hibernating", "Hibernating", "At risk", "At risk", "Can't lose"},
    {"About to sleep", "About to sleep", "Needs attention", "Loyal", "Loyal"},
    {"Promising", "Potential loyalist", "Potential loyalist", "Loyal", "Champion"},
    {"New", "Potential loyalist", "Potential loyalist", "Champion", "Champion"}
  };

  private final ScoringModel model;
  private final List<Tier> tiers;
  private final Map<String, Instant> jobs;
  private final List<Fact> heard = new ArrayList<>();

  final List<Change> changes = new ArrayList<>();
  final List<Risk> risks = new ArrayList<>();
  final List<Applied> applied = new ArrayList<>();

  /** Index of the tier, −1 without. */
  private int tier = -1;

  private Instant belowSince;
  private Instant asOf;
  private Figures figures;
  private String job;

  Oracle(ScoringModel model, Map<String, Instant> jobs) {
    this.model = model;
    this.tiers = model.tiers().tiers();
    this.jobs = jobs;
  }

  void live(List<? extends Moment> moments) {
    for (Moment moment : moments) {
      if (moment instanceof Look look) {
        waitUntil(look.to());
      } else if (moment instanceof Delivery delivery) {
        hear(delivery);
      }
    }
  }

  void hear(Delivery delivery) {
    Fact fact = delivery.fact();
    long known = 0;
    Long supersedes = null;
    for (Applied application : applied) {
      if (application.fact() != null
          && idOf(application.fact()).equals(idOf(fact))
          && application.fact().version() > known) {
        known = application.fact().version();
        supersedes = application.ordinal();
      }
    }
    if (fact.version() <= known) {
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
    heard.add(fact);
    job = delivery.backfill();
    applied.add(
        new Applied(applied.size() + 1, at, eventOf(fact), delivery.backfill(), fact, supersedes));
    assess(at, eventOf(fact), delivery.backfill(), gaveBack(fact));
  }

  static String idOf(Fact fact) {
    return fact instanceof OrderFact taken
        ? taken.order().orderId()
        : ((Feedback) fact).feedbackId();
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
    for (Instant next = nextChange(); next != null && !next.isAfter(to); next = nextChange()) {
      String backfill = job != null && next.isBefore(jobs.get(job)) ? job : null;
      applied.add(new Applied(applied.size() + 1, next, TIME, backfill, null, null));
      assess(next, TIME, backfill, false);
    }
  }

  /** Steps through every instant at which anything could change, until something does. */
  Instant nextChange() {
    if (asOf == null) {
      return null;
    }
    TreeSet<Instant> instants = new TreeSet<>();
    for (Fact fact : heard) {
      if (fact instanceof OrderFact taken && taken.order().paidAt() != null) {
        Instant paidAt = taken.order().paidAt();
        instants.add(paidAt);
        model.recency().forEach(age -> instants.add(paidAt.plus(age)));
        instants.add(paidAt.plus(model.lifecycle().settled()));
        instants.add(paidAt.plus(model.lifecycle().dormant()));
        instants.add(paidAt.plus(model.lifecycle().churned()));
        if (model.window() != null) {
          instants.add(paidAt.plus(model.window()));
        }
      }
    }
    Instant fall = belowSince == null ? null : belowSince.plus(model.downgrade().grace());
    if (fall != null) {
      instants.add(fall);
    }
    List<Fact> latest = latestVersions(heard);
    // None of what was heard is dated later than asOf: from there on the mood only fades.
    Mood mood = Mood.of(latest, model, asOf);
    instants.addAll(mood.turns(asOf));
    for (Instant instant : instants.tailSet(asOf, false)) {
      if (instant.equals(fall) || !figuresOf(latest, mood, model, instant).equals(figures)) {
        return instant;
      }
    }
    return null;
  }

  private void assess(Instant at, String event, String backfill, boolean gaveBack) {
    Figures before = figures;
    figures = figures(at);
    asOf = at;
    if (figures.scores() == null) {
      if (tier >= 0) {
        move("REVOKED", -1, before, event, backfill);
      }
      belowSince = null;
      return;
    }
    int entered = 0;
    for (int i = 0; i < tiers.size(); i++) {
      entered = holds(tiers.get(i), tiers.get(i).enter()) ? i : entered;
    }
    if (tier < 0 || entered > tier) {
      move(tier < 0 ? "INITIAL" : "UPGRADE", entered, before, event, backfill);
      belowSince = null;
      return;
    }
    if (holds(tiers.get(tier), tiers.get(tier).keep())) {
      if (belowSince != null) {
        risks.add(new Risk(changes.size(), nameOf(tier), null, null, at, event, backfill));
      }
      belowSince = null;
      return;
    }
    boolean lowered =
        gaveBack
            && before != null
            && before.weighted() != null
            && figures
                    .weighted()
                    .multiply(new BigDecimal(before.weights()))
                    .compareTo(before.weighted().multiply(new BigDecimal(figures.weights())))
                < 0;
    if (lowered && model.downgrade().refundsBypassGrace()) {
      move("DOWNGRADE", highestKeptBelowTier(), before, event, backfill);
      belowSince = null;
      return;
    }
    boolean announced = belowSince != null;
    belowSince = announced ? belowSince : at;
    Duration grace = model.downgrade().grace();
    while (belowSince != null && !at.isBefore(belowSince.plus(grace))) {
      move("DOWNGRADE", fall(), before, event, backfill);
      belowSince = holds(tiers.get(tier), tiers.get(tier).keep()) ? null : at;
      announced = false;
    }
    if (belowSince != null && !announced) {
      Instant fallsAt = belowSince.plus(grace);
      risks.add(
          new Risk(changes.size(), nameOf(tier), nameOf(fall()), fallsAt, at, event, backfill));
    }
  }

  private int fall() {
    return model.downgrade().reach() == Downgrade.Reach.ONE_STEP
        ? tier - 1
        : highestKeptBelowTier();
  }

  private int highestKeptBelowTier() {
    int kept = 0;
    for (int i = 0; i < tier; i++) {
      kept = holds(tiers.get(i), tiers.get(i).keep()) ? i : kept;
    }
    return kept;
  }

  private boolean holds(Tier tier, BigDecimal cut) {
    return figures.weighted().subtract(cut.multiply(new BigDecimal(figures.weights()))).signum()
            >= 0
        && (tier.minMonetary() == null || !(figures.monetary().compareTo(tier.minMonetary()) < 0))
        && (tier.minFrequency() == null || figures.frequency() >= tier.minFrequency());
  }

  private void move(String kind, int to, Figures before, String event, String backfill) {
    changes.add(
        new Change(
            changes.size() + 1,
            kind,
            nameOf(tier),
            nameOf(to),
            asOf,
            before,
            figures,
            event,
            backfill));
    tier = to;
  }

  private String nameOf(int index) {
    return index < 0 ? null : tiers.get(index).name();
  }

  Figures figures(Instant at) {
    return figures(heard, model, at);
  }

  /** The figures at an instant, whatever the order in which the facts are given. */
  static Figures figures(List<Fact> facts, ScoringModel model, Instant at) {
    List<Fact> latest = latestVersions(facts);
    return figuresOf(latest, Mood.of(latest, model, at), model, at);
  }

  private static List<Fact> latestVersions(List<Fact> facts) {
    Map<String, Fact> latest = new HashMap<>();
    for (Fact fact : facts) {
      Fact other = latest.get(idOf(fact));
      if (other == null || other.version() < fact.version()) {
        latest.put(idOf(fact), fact);
      }
    }
    return List.copyOf(latest.values());
  }

  private static Figures figuresOf(List<Fact> facts, Mood mood, ScoringModel model, Instant at) {
    int ever = 0;
    int frequency = 0;
    BigDecimal monetary = BigDecimal.ZERO;
    Instant last = null;
    for (Fact fact : facts) {
      if (!(fact instanceof OrderFact taken)) {
        continue;
      }
      Order order = taken.order();
      BigDecimal net = order.total().subtract(order.refunded());
      boolean paid =
          order.status() == OrderStatus.PAID || order.status() == OrderStatus.PARTIALLY_REFUNDED;
      if (paid && net.signum() > 0 && !order.paidAt().isAfter(at)) {
        ever++;
        last = last == null || order.paidAt().isAfter(last) ? order.paidAt() : last;
        if (model.window() == null || order.paidAt().plus(model.window()).isAfter(at)) {
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
      m += monetary.compareTo(cut) >= 0 ? 1 : 0;
    }
    Weights weights = model.weights();
    int weighted = weights.recency() * r + weights.frequency() * f + weights.monetary() * m;
    int sum = weights.recency() + weights.frequency() + weights.monetary();
    Integer s = mood.isKnown() ? mood.score(at) : null;
    if (s != null) {
      weighted += weights.satisfaction() * s;
      sum += weights.satisfaction();
    }
    int fm = (f + m) / 2 + (f + m) % 2;
    return new Figures(
        frequency,
        monetary.stripTrailingZeros(),
        last,
        Arrays.asList(r, f, m, s),
        new BigDecimal(weighted),
        sum,
        SEGMENTS[r - 1][fm - 1],
        lifecycle(model.lifecycle(), ever, last, at));
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
    return nameOf(tier);
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
