package io.tierstream.segmentation.domain;

import static java.time.temporal.ChronoUnit.MICROS;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Takes standings through time and facts by one model; §4. Pure: no clock, no state. */
public final class Fold {

  private final ScoringModel model;
  private final TierRules rules;
  private final BackfillJobs jobs;

  public Fold(ScoringModel model, BackfillJobs jobs) {
    this.model = model;
    this.rules = new TierRules(model.tiers(), model.downgrade());
    this.jobs = Objects.requireNonNull(jobs, "jobs");
  }

  /** Lets time pass: assesses at exactly every instant up to {@code to} where something changes. */
  public Step advance(Standing standing, Instant to) {
    if (!isDue(standing, to)) {
      return Step.none(standing);
    }
    Course course = new Course(standing);
    course.advance(to);
    return course.step();
  }

  /**
   * Takes a fact in, at the latest of its record's timestamp, its own instant and the standing's
   * {@code asOf}. A version that isn't higher than the one known changes nothing.
   *
   * @throws IllegalArgumentException when the fact {@link Fact#isAheadOf is too far ahead} of its
   *     record
   */
  public Step apply(Standing standing, Fact fact, Instant recordTimestamp, Cause cause) {
    if (fact.isAheadOf(recordTimestamp)) {
      throw new IllegalArgumentException("occurredAt is too far ahead of the record's timestamp");
    }
    Known known = fact.knownIn(standing.facts());
    if (known != null && known.version() >= fact.version()) {
      return Step.none(standing);
    }
    Instant at = latest(recordTimestamp.truncatedTo(MICROS), fact.occurredAt(), standing.asOf());
    Course course = new Course(standing);
    course.advance(at);
    course.take(fact, known == null ? null : known.ordinal(), at, cause);
    return course.step();
  }

  private static boolean isDue(Standing standing, Instant to) {
    return standing.nextChangeAt() != null && !standing.nextChangeAt().isAfter(to);
  }

  private static Instant latest(Instant timestamp, Instant occurredAt, Instant asOf) {
    Instant latest = timestamp.isAfter(occurredAt) ? timestamp : occurredAt;
    return asOf != null && asOf.isAfter(latest) ? asOf : latest;
  }

  /** One operation under way. */
  private final class Course {

    private Standing standing;
    private final List<TierChange> changes = new ArrayList<>(1);
    private final List<AtRisk> risks = new ArrayList<>(1);
    private final List<Application> applications = new ArrayList<>(1);

    Course(Standing standing) {
      this.standing = standing;
    }

    void advance(Instant to) {
      while (isDue(standing, to)) {
        Instant at = standing.nextChangeAt();
        Cause cause = Cause.timePassed(backfillAt(at));
        applications.add(new Application(standing.ordinal() + 1, at, cause, null, null));
        assess(standing.facts(), at, cause, false, standing.backfill());
      }
    }

    void take(Fact fact, Long supersedes, Instant at, Cause cause) {
      long ordinal = standing.ordinal() + 1;
      applications.add(new Application(ordinal, at, cause, fact, supersedes));
      Facts facts = fact.addedTo(standing.facts(), ordinal);
      assess(facts, at, cause, fact.givesBack(), cause.backfill());
    }

    Step step() {
      return new Step(standing, changes, risks, applications);
    }

    /** A change that time causes belongs to the import of the last fact, while that lasts. */
    private String backfillAt(Instant at) {
      String job = standing.backfill();
      return job != null && at.isBefore(jobs.endOf(job)) ? job : null;
    }

    private void assess(Facts facts, Instant at, Cause cause, boolean refund, String backfill) {
      Assessment before = standing.assessment();
      Assessment after = Assessment.assess(facts, model, at);
      TierRules.Ruling ruling =
          rules.judge(
              standing.tier(),
              standing.belowSince(),
              before,
              after,
              refund && isLower(before, after));
      long sequence = standing.sequence();
      Instant tierSince = standing.tierSince();
      for (TierRules.Move move : ruling.moves()) {
        tierSince = at;
        changes.add(
            new TierChange(
                standing.customerId(),
                ++sequence,
                move.kind(),
                move.from(),
                move.to(),
                at,
                model.number(),
                before,
                after,
                move.crossed(),
                cause));
      }
      if (ruling.risk() != null) {
        TierRules.Risk risk = ruling.risk();
        risks.add(
            new AtRisk(
                standing.customerId(),
                sequence,
                ruling.tier(),
                risk.fallsTo(),
                risk.fallsAt(),
                at,
                model.number(),
                after,
                risk.crossed(),
                cause));
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
              nextChangeAt(facts, after, ruling.belowSince()),
              standing.ordinal() + 1,
              backfill);
    }
  }

  /** Between assessments no score changes by itself: a lower one is the fact's own doing. */
  private static boolean isLower(Assessment before, Assessment after) {
    return before != null
        && before.composite() != null
        && after.composite() != null
        && after.composite().compareTo(before.composite()) < 0;
  }

  /** The earliest instant after the assessment at which something changes by itself, or null. */
  private Instant nextChangeAt(Facts facts, Assessment assessment, Instant belowSince) {
    Earliest next = new Earliest(assessment.at());
    TurningPoint.each(facts, assessment, belowSince, model, (why, at) -> next.consider(at));
    return next.instant;
  }

  /** The earliest of the instants considered that lie after a given one. */
  private static final class Earliest {

    private final Instant after;
    private Instant instant;

    Earliest(Instant after) {
      this.after = after;
    }

    /** Null is never. */
    void consider(Instant candidate) {
      if (candidate != null
          && candidate.isAfter(after)
          && (instant == null || candidate.isBefore(instant))) {
        instant = candidate;
      }
    }
  }
}
