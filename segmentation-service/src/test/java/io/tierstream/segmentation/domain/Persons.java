package io.tierstream.segmentation.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Customers of whom some turn out to be the same: what one's owner tells the other's arrives at
 * once.
 */
final class Persons {

  private final Map<String, Instant> jobs;
  private final Map<String, Person> persons = new HashMap<>();
  private ModelTimeline models;
  private long version;

  /** One of them, and all that ever happened to it. */
  static final class Person {
    Standing standing;
    final List<TierChange> changes = new ArrayList<>();
    final List<AtRisk> risks = new ArrayList<>();
    final List<Application> applications = new ArrayList<>();

    private Person(String customerId) {
      this.standing = Standing.unknown(customerId);
    }

    private Step take(Step step) {
      standing = step.standing();
      changes.addAll(step.changes());
      risks.addAll(step.risks());
      applications.addAll(step.applications());
      return step;
    }
  }

  Persons(ModelTimeline models, Map<String, Instant> jobs) {
    this.models = models;
    this.jobs = jobs;
  }

  static Persons byTheStandardModel() {
    return new Persons(ModelTimeline.of(ScoringModel.standard()), Map.of());
  }

  Person person(String customerId) {
    return persons.computeIfAbsent(customerId, Person::new);
  }

  Standing standing(String customerId) {
    return person(customerId).standing;
  }

  Fold fold() {
    return new Fold(models, jobs::get);
  }

  Persons judgedBy(ScoringModel model, Instant from) {
    models = models.with(model, from);
    return this;
  }

  Persons waitedUntil(Instant at) {
    persons.values().forEach(person -> person.take(fold().advance(person.standing, at)));
    return this;
  }

  Persons hears(String customerId, Fact fact, Instant recordedAt) {
    return hears(customerId, fact, recordedAt, null);
  }

  Persons hears(String customerId, Fact fact, Instant recordedAt, String backfill) {
    Person person = person(customerId);
    Cause cause = new Cause("fact", "event-" + fact.version(), "subject", backfill);
    Step step = person.take(fold().apply(person.standing, fact, recordedAt, cause));
    if (step.applications().stream().anyMatch(one -> one.fact() != null)
        && !(fact instanceof Pin)) {
      forward(person.standing, new Transfer.Carried(null, fact), recordedAt, cause);
    }
    return this;
  }

  private void forward(Standing merged, Transfer.Carried carried, Instant recordedAt, Cause cause) {
    String into = merged.bonds().mergedInto();
    if (into == null) {
      return;
    }
    Person survivor = person(into);
    Step step =
        survivor.take(
            fold()
                .applyForwarded(
                    survivor.standing,
                    merged.customerId(),
                    merged.bonds().version(),
                    carried,
                    recordedAt,
                    cause));
    if (!step.applications().isEmpty()) {
      String way = Transfer.way(merged.customerId(), carried.via());
      forward(survivor.standing, new Transfer.Carried(way, carried.fact()), recordedAt, cause);
    }
  }

  Persons merged(String customerId, String into, Instant at) {
    for (Transfer part : merge(customerId, into, at)) {
      transferred(into, part);
    }
    return this;
  }

  /** What the owner of the merged one sends when it hears of the merge. */
  List<Transfer> merge(String customerId, String into, Instant at) {
    Person person = person(customerId);
    Cause cause = new Cause("customer.merged", "merge-" + ++version, customerId, null);
    person.take(fold().merge(person.standing, new Bond.MergedInto(into, version), at, cause));
    return Transfer.of(person.standing, person.applications, at, cause);
  }

  Step transferred(String into, Transfer part) {
    Person survivor = person(into);
    Step step = survivor.take(fold().transfer(survivor.standing, part));
    String further = survivor.standing.bonds().mergedInto();
    if (further != null && !step.applications().isEmpty()) {
      part.through(survivor.standing).forEach(piece -> transferred(further, piece));
    }
    return step;
  }

  Persons unmerged(String customerId, Instant at) {
    Person person = person(customerId);
    String survivor = person.standing.bonds().mergedInto();
    Cause cause = new Cause("customer.unmerged", "unmerge-" + ++version, customerId, null);
    person.take(
        fold()
            .restore(
                person.standing,
                new Bond.Unmerged(survivor, version),
                at,
                cause,
                person.applications));
    givenBack(survivor, new Bond.GivenBack(customerId, version), at, cause);
    return this;
  }

  void givenBack(String from, Bond.GivenBack bond, Instant at, Cause cause) {
    Person survivor = person(from);
    Step step =
        survivor.take(fold().restore(survivor.standing, bond, at, cause, survivor.applications));
    String further = survivor.standing.bonds().mergedInto();
    if (further != null && !step.applications().isEmpty()) {
      String way = Transfer.way(from, bond.via());
      givenBack(further, new Bond.GivenBack(way, bond.version()), at, cause);
    }
  }

  Persons erased(String customerId, Instant at) {
    Person person = person(customerId);
    Cause cause = new Cause("customer.erased", "erasure-" + ++version, customerId, null);
    person.take(fold().erase(person.standing, new Bond.Erased(version), at, cause));
    return this;
  }
}
