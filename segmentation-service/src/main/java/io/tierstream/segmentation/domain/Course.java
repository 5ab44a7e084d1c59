package io.tierstream.segmentation.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** One operation on a standing under way: where it has come to, and what happened until there. */
final class Course {

  private final ModelTimeline models;
  private final BackfillJobs jobs;
  private Standing standing;
  private List<TierChange> changes = List.of();
  private List<AtRisk> risks = List.of();
  private List<Application> applications = List.of();

  Course(ModelTimeline models, BackfillJobs jobs, Standing standing) {
    this.models = models;
    this.jobs = jobs;
    this.standing = standing;
  }

  Step step() {
    return new Step(standing, changes, risks, applications);
  }

  /** With one more at the end: nearly always there are none, or one. */
  private static <T> List<T> with(List<T> some, T more) {
    if (some.isEmpty()) {
      return List.of(more);
    }
    List<T> all = some.size() == 1 ? new ArrayList<>(some) : some;
    all.add(more);
    return all;
  }

  private static <T> List<T> withAll(List<T> some, List<T> more) {
    List<T> all = some;
    for (T one : more) {
      all = with(all, one);
    }
    return all;
  }

  /** Whether time alone changes something by then. */
  boolean isDue(Instant to) {
    Bonds bonds = standing.bonds();
    return !bonds.isUnsettled()
        && !bonds.isErased()
        && (isBy(standing.nextChangeAt(), to) || isBy(switchAt(), to));
  }

  /** Null is never. */
  private static boolean isBy(Instant instant, Instant to) {
    return instant != null && !instant.isAfter(to);
  }

  /** When the model after the standing's own assesses it; null when there is none. */
  private Instant switchAt() {
    ModelTimeline.InForce next = standing.asOf() == null ? null : models.after(standing.model());
    if (next == null) {
      return null;
    }
    return next.from().isAfter(standing.asOf()) ? next.from() : standing.asOf();
  }

  void advance(Instant to) {
    while (isDue(to)) {
      Instant switchAt = switchAt();
      Instant crossing = standing.nextChangeAt();
      // From its instant on everything is the new model's, a crossing at that instant, too.
      if (switchAt != null && (crossing == null || !crossing.isBefore(switchAt))) {
        ScoringModel next = models.after(standing.model()).model();
        assessByItself(switchAt, next, Cause.modelPublished(backfillAt(switchAt)));
      } else {
        ScoringModel same = models.numbered(standing.model());
        assessByItself(crossing, same, Cause.timePassed(backfillAt(crossing)));
      }
    }
  }

  /** A change that time causes belongs to the import of the last fact, while that lasts. */
  private String backfillAt(Instant at) {
    String job = standing.backfill();
    return job != null && at.isBefore(jobs.endOf(job)) ? job : null;
  }

  private void assessByItself(Instant at, ScoringModel model, Cause cause) {
    record(at, model, cause, null, null, null, true, null);
    assess(standing.facts(), standing.bonds(), at, model, cause, false, standing.backfill());
  }

  /**
   * Takes a fact in; it is assessed at once, or with others that are on their way.
   *
   * @param known of the same until now; null when nothing is
   */
  void take(Fact fact, Known known, String via, Instant at, Cause cause) {
    if (standing.bonds().isUnsettled()) {
      gather(fact, ordinal(known), via, at, model(at), cause);
    } else {
      take(fact, ordinal(known), via, at, model(at), cause);
    }
  }

  private void take(
      Fact fact, Long supersedes, String via, Instant at, ScoringModel model, Cause cause) {
    long ordinal = record(at, model, cause, fact, supersedes, via, true, null);
    Facts facts = fact.addedTo(standing.facts(), ordinal);
    assess(facts, standing.bonds(), at, model, cause, fact.givesBack(), cause.backfill());
  }

  /** Takes a fact in that is assessed later. */
  void gather(Fact fact, String via, Instant at, Cause cause) {
    gather(fact, supersededBy(fact), via, at, model(at), cause);
  }

  private void gather(
      Fact fact, Long supersedes, String via, Instant at, ScoringModel model, Cause cause) {
    long ordinal = record(at, model, cause, fact, supersedes, via, false, null);
    standing =
        new Standing(
            standing.customerId(),
            fact.addedTo(standing.facts(), ordinal),
            standing.tier(),
            standing.assessment(),
            standing.tierSince(),
            standing.belowSince(),
            standing.sequence(),
            null,
            ordinal,
            standing.model(),
            cause.backfill(),
            standing.bonds().gathering(at));
  }

  /** Assesses what was gathered: by the model in force, which may have come meanwhile. */
  void settle(Bond.Settled bond, Instant at, Cause cause) {
    change(bond, at, models.at(at), cause);
  }

  /** The customer's facts don't count for the customer any more. */
  void part(Bond bond, Instant at, Cause cause) {
    change(bond, at, model(at), cause);
  }

  private void change(Bond bond, Instant at, ScoringModel model, Cause cause) {
    record(at, model, cause, null, null, null, true, bond);
    Facts facts = bond instanceof Bond.Erased ? Facts.none() : standing.facts();
    assess(facts, standing.bonds().with(bond), at, model, cause, false, cause.backfill());
  }

  /** As {@link Fold#restore}; {@code at} is not before the standing's {@code asOf}. */
  void restore(Bond bond, Instant at, Cause cause, List<Application> history) {
    Bonds bonds = standing.bonds().with(bond);
    List<Application> untilNow = new ArrayList<>(history);
    untilNow.addAll(applications);
    Restoration restoration = Restoration.of(untilNow, bond);
    if (!bonds.isOnItsOwn()) {
      ScoringModel model = model(at);
      record(at, model, cause, null, null, null, true, bond);
      assess(restoration.facts(), bonds, at, model, cause, false, cause.backfill());
      return;
    }
    Course without =
        new Course(models, jobs, Standing.unknown(standing.customerId())).fold(restoration, at);
    record(at, models.numbered(without.standing.model()), cause, null, null, null, true, bond);
    become(without, restoration.facts(), bonds, at, cause);
  }

  /** As if only what is left had ever happened, until {@code at}. */
  private Course fold(Restoration restoration, Instant at) {
    restoration.beforeTheMerge().forEach(one -> repeat(one, List.of()));
    for (Application one : restoration.sinceTheMerge()) {
      // A fact of the customer's own that waited for a transfer waits only for those that are left.
      if (one.fact() != null && (one.isAssessed() || one.via() == null)) {
        advance(one.at());
        Known known = one.fact().knownIn(standing.facts());
        take(one.fact(), known, one.via(), one.at(), one.cause());
      } else if (one.fact() != null) {
        advance(one.at());
        gather(one.fact(), one.via(), one.at(), one.cause());
      } else if (one.bond() instanceof Bond.Settled settled && standing.bonds().isUnsettled()) {
        settle(settled, one.at(), one.cause());
      }
    }
    advance(at);
    ScoringModel model = model(at);
    assess(
        standing.facts(),
        Bonds.none(),
        at,
        model,
        Cause.timePassed(null),
        false,
        standing.backfill());
    return this;
  }

  /** Stands from {@code at} on where {@code other} does: one net transition. */
  private void become(Course other, Facts facts, Bonds bonds, Instant at, Cause cause) {
    Standing before = standing;
    Standing after = other.standing;
    boolean moves = !Objects.equals(before.tier(), after.tier());
    long sequence = before.sequence() + (moves ? 1 : 0);
    ScoringModel model = models.numbered(after.model());
    TierRules rules = new TierRules(model.tiers(), model.downgrade());
    if (moves) {
      TierLadder until = before.model() == 0 ? null : models.numbered(before.model()).tiers();
      TierRules.Move move = rules.move(before.tier(), until, after.tier());
      changes = with(changes, tierChange(sequence, move, after.assessment(), model, cause));
    }
    if (isNews(after.belowSince(), moves ? null : before.belowSince())) {
      TierRules.Risk risk = rules.risk(after.tier(), after.belowSince(), after.assessment());
      risks = with(risks, atRisk(sequence, after.tier(), risk, after.assessment(), model, cause));
    }
    standing =
        new Standing(
            before.customerId(),
            facts,
            after.tier(),
            after.assessment(),
            moves ? at : before.tierSince(),
            after.belowSince(),
            sequence,
            after.nextChangeAt(),
            before.ordinal() + 1,
            after.model(),
            after.backfill(),
            bonds);
  }

  /** A risk ends with a tier, unannounced. */
  private static boolean isNews(Instant belowSince, Instant until) {
    return !Objects.equals(belowSince, until);
  }

  /** As {@link Fold#repeat}. */
  void repeat(Application application, List<Application> before) {
    ScoringModel model = models.numbered(application.model());
    Fact fact = application.fact();
    Instant at = application.at();
    Cause cause = application.cause();
    if (fact != null && application.isAssessed()) {
      take(fact, application.supersedes(), application.via(), at, model, cause);
    } else if (fact != null) {
      gather(fact, application.supersedes(), application.via(), at, model, cause);
    } else if (application.bond() == null) {
      assessByItself(at, model, cause);
    } else if (Bond.isEndOfMerge(application.bond())) {
      // By what was known then: a model may have been heard of later that was in force already.
      Course known = new Course(models.until(application.model()), jobs, standing);
      known.restore(application.bond(), at, cause, before);
      adopt(known);
    } else {
      change(application.bond(), at, model, cause);
    }
  }

  private void adopt(Course other) {
    standing = other.standing;
    changes = withAll(changes, other.changes);
    risks = withAll(risks, other.risks);
    applications = withAll(applications, other.applications);
  }

  private long record(
      Instant at,
      ScoringModel model,
      Cause cause,
      Fact fact,
      Long supersedes,
      String via,
      boolean isAssessed,
      Bond bond) {
    long ordinal = standing.ordinal() + 1;
    applications =
        with(
            applications,
            new Application(
                ordinal, at, model.number(), cause, fact, supersedes, via, isAssessed, bond));
    return ordinal;
  }

  private Long supersededBy(Fact fact) {
    return ordinal(fact.knownIn(standing.facts()));
  }

  private static Long ordinal(Known known) {
    return known == null ? null : known.ordinal();
  }

  /** By which a standing is assessed at {@code at}, when all that was due before is done. */
  private ScoringModel model(Instant at) {
    return standing.asOf() == null ? models.at(at) : models.numbered(standing.model());
  }

  private void assess(
      Facts facts,
      Bonds bonds,
      Instant at,
      ScoringModel model,
      Cause cause,
      boolean refund,
      String backfill) {
    Facts counted = bonds.isOnItsOwn() ? facts : Facts.none();
    Assessment before = standing.assessment();
    Assessment after = Assessment.assess(counted, model, at);
    TierRules.Ruling ruling =
        ruling(counted, bonds, model, after, refund && isLower(before, after));
    if (standing.bonds().isUnsettled()) {
      ruling = ruling.net();
    }
    long sequence = standing.sequence();
    Instant tierSince = standing.tierSince();
    for (TierRules.Move move : ruling.moves()) {
      tierSince = at;
      changes = with(changes, tierChange(++sequence, move, after, model, cause));
    }
    if (ruling.risk() != null) {
      risks = with(risks, atRisk(sequence, ruling.tier(), ruling.risk(), after, model, cause));
    }
    standing =
        new Standing(
            standing.customerId(),
            facts,
            ruling.tier(),
            after,
            tierSince,
            ruling.belowSince(),
            sequence,
            nextChangeAt(counted, after, ruling.belowSince(), model),
            standing.ordinal() + 1,
            model.number(),
            backfill,
            bonds);
  }

  private TierChange tierChange(
      long sequence, TierRules.Move move, Assessment after, ScoringModel model, Cause cause) {
    return new TierChange(
        standing.customerId(),
        sequence,
        move.kind(),
        move.from(),
        move.to(),
        after.at(),
        model.number(),
        standing.assessment(),
        after,
        move.crossed(),
        cause);
  }

  private AtRisk atRisk(
      long sequence,
      String tier,
      TierRules.Risk risk,
      Assessment after,
      ScoringModel model,
      Cause cause) {
    return new AtRisk(
        standing.customerId(),
        sequence,
        tier,
        risk.fallsTo(),
        risk.fallsAt(),
        after.at(),
        model.number(),
        after,
        risk.crossed(),
        cause);
  }

  private TierRules.Ruling ruling(
      Facts counted, Bonds bonds, ScoringModel model, Assessment after, boolean loweredByRefund) {
    TierRules rules = new TierRules(model.tiers(), model.downgrade());
    String tier = standing.tier();
    if (!bonds.isOnItsOwn()) {
      return TierRules.none(tier);
    }
    boolean isOtherModel = standing.model() != 0 && standing.model() != model.number();
    TierLadder until = isOtherModel ? models.numbered(standing.model()).tiers() : model.tiers();
    if (counted.pin() != null && counted.pin().pin().decides(after.at(), model.tiers())) {
      return rules.pinned(tier, standing.belowSince(), counted.pin().pin().tier(), until);
    }
    if (tier != null && !model.tiers().has(tier)) {
      return rules.relocated(tier, until, after);
    }
    return rules.judge(
        tier, standing.belowSince(), isOtherModel, standing.assessment(), after, loweredByRefund);
  }

  /** Between assessments no score changes by itself: a lower one is the fact's own doing. */
  private static boolean isLower(Assessment before, Assessment after) {
    return before != null
        && before.composite() != null
        && after.composite() != null
        && after.composite().compareTo(before.composite()) < 0;
  }

  /** The earliest instant after the assessment at which something changes by itself, or null. */
  private static Instant nextChangeAt(
      Facts facts, Assessment assessment, Instant belowSince, ScoringModel model) {
    Earliest next = new Earliest(assessment.at());
    TurningPoint.each(facts, assessment, belowSince, model, next);
    return next.instant();
  }

  /** The earliest of the instants considered that lie after a given one. */
  private static final class Earliest implements TurningPoint.Candidates {

    private static final int NANOS_OF_A_SECOND = 1_000_000_000;

    private final Instant after;
    private long second = Long.MAX_VALUE;
    private int nano;

    Earliest(Instant after) {
      this.after = after;
    }

    @Override
    public void accept(TurningPoint why, Instant from, Duration later) {
      int nanos = from.getNano() + later.getNano();
      long seconds = from.getEpochSecond() + later.getSeconds() + nanos / NANOS_OF_A_SECOND;
      nanos %= NANOS_OF_A_SECOND;
      if (isBefore(after.getEpochSecond(), after.getNano(), seconds, nanos)
          && isBefore(seconds, nanos, second, nano)) {
        second = seconds;
        nano = nanos;
      }
    }

    private static boolean isBefore(long second, int nano, long otherSecond, int otherNano) {
      return second < otherSecond || (second == otherSecond && nano < otherNano);
    }

    /** Null when there is none. */
    Instant instant() {
      return second == Long.MAX_VALUE ? null : Instant.ofEpochSecond(second, nano);
    }
  }
}
