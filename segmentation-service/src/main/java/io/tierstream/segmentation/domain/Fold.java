package io.tierstream.segmentation.domain;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Takes standings through time and facts, each assessed by the model in force; §4. Pure: no clock,
 * no state.
 */
public final class Fold {

  private final ModelTimeline models;
  private final BackfillJobs jobs;

  public Fold(ModelTimeline models, BackfillJobs jobs) {
    this.models = Objects.requireNonNull(models, "models");
    this.jobs = Objects.requireNonNull(jobs, "jobs");
  }

  /**
   * Lets time pass: assesses at exactly every instant up to {@code to} where something changes, or
   * another model comes into force. Of a model that was heard of too late the standing is assessed
   * at its {@code asOf}.
   */
  public Step advance(Standing standing, Instant to) {
    Course course = course(standing);
    if (!course.isDue(to)) {
      return Step.none(standing);
    }
    course.advance(to);
    return course.step();
  }

  /**
   * Takes a fact in, at the latest of its record's timestamp, its own instant, the standing's
   * {@code asOf} and the instants of facts that wait to be assessed. A version that isn't higher
   * than the one known changes nothing, and no fact changes who was erased.
   *
   * @throws IllegalArgumentException when the fact {@link Fact#isAheadOf is too far ahead} of its
   *     record
   */
  public Step apply(Standing standing, Fact fact, Instant recordTimestamp, Cause cause) {
    return apply(standing, fact, recordTimestamp, cause, null);
  }

  /**
   * Takes a fact in that came after the others of a merged customer; as above.
   *
   * @param from the merged customer
   * @param version of it, by which it was merged; after facts were given back by a later one
   *     nothing changes
   */
  public Step applyForwarded(
      Standing standing,
      String from,
      long version,
      Transfer.Carried carried,
      Instant recordTimestamp,
      Cause cause) {
    return standing.bonds().isOpen(from, version)
        ? apply(standing, carried.fact(), recordTimestamp, cause, Transfer.way(from, carried.via()))
        : Step.none(standing);
  }

  private Step apply(
      Standing standing, Fact fact, Instant recordTimestamp, Cause cause, String via) {
    if (fact.isAheadOf(recordTimestamp)) {
      throw new IllegalArgumentException("occurredAt is too far ahead of the record's timestamp");
    }
    Known known = fact.knownIn(standing.facts());
    if (standing.bonds().isErased() || !isNewer(fact, known)) {
      return Step.none(standing);
    }
    Instant at =
        latest(
            latest(Order.exact(recordTimestamp), fact.occurredAt()),
            standing.asOf(),
            standing.bonds().gatheredAt());
    Course course = course(standing);
    course.advance(at);
    course.take(fact, known, via, at, isOfItsJob(cause, at) ? cause : cause.live());
    return course.step();
  }

  /** A fact that had to wait until after the end of its import is news as any other. */
  private boolean isOfItsJob(Cause cause, Instant at) {
    return cause.backfill() == null || at.isBefore(jobs.endOf(cause.backfill()));
  }

  /**
   * Takes in a part of the facts of a customer who was merged into this one. They are assessed
   * together with the last part; until then nothing else is assessed.
   */
  public Step transfer(Standing standing, Transfer transfer) {
    Bonds bonds = standing.bonds();
    List<Transfer.Carried> newer =
        transfer.facts().stream()
            .filter(one -> isNewer(one.fact(), one.fact().knownIn(standing.facts())))
            .toList();
    boolean settles =
        transfer.isLast()
            && (bonds.isUnsettled()
                || !newer.isEmpty()
                || !bonds.isKnown(transfer.from(), transfer.version()));
    if (bonds.isErased()
        || !bonds.isOpen(transfer.from(), transfer.version())
        || (newer.isEmpty() && !settles)) {
      return Step.none(standing);
    }
    Instant at = latest(transfer.at(), standing.asOf(), bonds.gatheredAt());
    for (Transfer.Carried carried : newer) {
      at = latest(at, carried.fact().occurredAt());
    }
    Course course = course(standing);
    course.advance(at);
    for (Transfer.Carried carried : newer) {
      String way = Transfer.way(transfer.from(), carried.via());
      course.gather(carried.fact(), way, at, transfer.cause());
    }
    if (settles) {
      course.settle(new Bond.Settled(transfer.from(), transfer.version()), at, transfer.cause());
    }
    return course.step();
  }

  /**
   * From {@code at} on the customer's facts count for another.
   *
   * @param bond says for whom
   */
  public Step merge(Standing standing, Bond.MergedInto bond, Instant at, Cause cause) {
    return part(standing, bond, at, cause);
  }

  /** From {@code at} on there is no such customer any more, and nothing is taken in. */
  public Step erase(Standing standing, Bond.Erased bond, Instant at, Cause cause) {
    return part(standing, bond, at, cause);
  }

  private Step part(Standing standing, Bond bond, Instant at, Cause cause) {
    if (standing.bonds().isErased()) {
      return Step.none(standing);
    }
    Instant latest = latest(Order.exact(at), standing.asOf(), standing.bonds().gatheredAt());
    Course course = course(standing);
    course.advance(latest);
    course.part(bond, latest, cause);
    return course.step();
  }

  /**
   * From {@code at} on the customer stands as if the merge had never been. The end of a merge that
   * isn't, or has ended by a later version, changes nothing.
   *
   * @param bond the merge that ends, {@link Bond.Unmerged} or {@link Bond.GivenBack}
   * @param history all of the customer's applications until now, in order
   */
  public Step restore(
      Standing standing, Bond bond, Instant at, Cause cause, List<Application> history) {
    if (!standing.bonds().canEnd(bond)) {
      return Step.none(standing);
    }
    Instant latest = latest(Order.exact(at), standing.asOf(), standing.bonds().gatheredAt());
    Course course = course(standing);
    course.advance(latest);
    course.restore(bond, latest, cause, history);
    return course.step();
  }

  /**
   * Assesses once more what was assessed before: at the application's own instant and by its own
   * model, whatever else has become due. So a history folds again to what it was, in whatever order
   * things were heard of.
   *
   * @param before the applications until then, in order
   * @throws IllegalArgumentException when the application isn't the one that comes next
   */
  Step repeat(Standing standing, Application application, List<Application> before) {
    if (application.ordinal() != standing.ordinal() + 1) {
      throw new IllegalArgumentException(
          "application %d doesn't come after %d"
              .formatted(application.ordinal(), standing.ordinal()));
    }
    Course course = course(standing);
    course.repeat(application, before);
    return course.step();
  }

  private Course course(Standing standing) {
    return new Course(models, jobs, standing);
  }

  private static boolean isNewer(Fact fact, Known known) {
    return known == null || known.version() < fact.version();
  }

  /** Of instants of which all but the first may be null. */
  private static Instant latest(Instant first, Instant second, Instant third) {
    return latest(latest(first, second), third);
  }

  private static Instant latest(Instant first, Instant second) {
    return second != null && second.isAfter(first) ? second : first;
  }
}
