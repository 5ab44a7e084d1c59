package io.tierstream.segmentation.application;

import static io.tierstream.segmentation.application.Difference.Part.HISTORY;
import static io.tierstream.segmentation.application.Difference.Part.RECORD;

import io.tierstream.segmentation.application.CustomerRecords.Place;
import io.tierstream.segmentation.domain.Application;
import io.tierstream.segmentation.domain.Bond;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.Fact;
import io.tierstream.segmentation.domain.Replay;
import io.tierstream.segmentation.domain.Transfer;
import io.tierstream.segmentation.persistence.FactLines;
import io.tierstream.segmentation.persistence.SourcedApplication;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Each recorded application as it must have been: derived from the record that it came of and from
 * what was folded until then. Where that record is gone, it is taken from the tables.
 */
final class DerivedApplications {

  /**
   * That the customer was erased.
   *
   * @param version of the customer by which it was
   */
  record Erasure(long version, Instant at) {}

  private final RecordedNumber number;
  private final CustomerRecords records;
  private final Replay replay;
  private final HeardModels models;
  private final PassageOfTime time;
  private final BroughtFacts facts;
  private final AccountedRecords accounted;
  private final Differences differences;
  private final Map<String, Long> latest = new HashMap<>();
  private final List<String> removed = new ArrayList<>();
  private Erasure erasure;

  DerivedApplications(
      RecordedNumber number,
      CustomerRecords records,
      Replay replay,
      HeardModels models,
      PassageOfTime time,
      BroughtFacts facts,
      AccountedRecords accounted,
      Differences differences) {
    this.number = number;
    this.records = records;
    this.replay = replay;
    this.models = models;
    this.time = time;
    this.facts = facts;
    this.accounted = accounted;
    this.differences = differences;
  }

  /**
   * The application as the topic, and what was folded until then, make it.
   *
   * @param name as differences call it
   * @throws IllegalArgumentException when nothing makes such a one
   */
  Application again(SourcedApplication recorded, String name) {
    var application = recorded.application();
    if (recorded.topic() == null) {
      return application.bond() == null ? time.byItself(application) : application;
    }
    var place = new Place(recorded.topic(), recorded.offset());
    if (latest.getOrDefault(place.topic(), -1L) > place.offset()) {
      differ(name, place.toString(), "later than the one before it");
    }
    latest.put(place.topic(), place.offset());
    var read = records.at(place);
    if (read == null) {
      withoutRecord(place, application, name);
      return application;
    }
    accounted.applied(place);
    if (RecordedNumber.refused(read.record()) != null) {
      differ(name, place.toString(), "a dead letter: " + read.record().refusal());
    }
    if (application.bond() != null) {
      return ofBond(application, read.intake(), name);
    }
    if (application.via() != null) {
      return ofCarried(application, read.intake(), name);
    }
    var taken = records.fact(read);
    if (taken == null) {
      differ(name, place.toString(), "no fact");
      return application;
    }
    facts.folded(place, taken.fact());
    return ofFact(application, taken, name);
  }

  /** The topics of the applications that were taken from the tables, each time. */
  List<String> removed() {
    return removed;
  }

  /** Null when the customer wasn't erased. */
  Erasure erasure() {
    return erasure;
  }

  /** What a record that is gone has brought is taken from the tables. */
  private void withoutRecord(Place place, Application application, String name) {
    if (records.isRemoved(place)) {
      removed.add(place.topic());
    } else if (records.isProven(place)) {
      differences.differ(RECORD, name, place.toString(), "there is no such record");
    }
    if (application.via() == null) {
      facts.folded(place, application.fact());
    } else {
      facts.carried(application.via(), application.fact());
    }
    accounted.appliedWithout(place, application);
    if (application.bond() instanceof Bond.Erased bond) {
      erasure = new Erasure(bond.version(), application.at());
    }
  }

  /** A bond as the record changes it. */
  private Application ofBond(Application application, Intake intake, String name) {
    Bond bond = null;
    Instant at = null;
    Cause cause = null;
    if (intake instanceof Intake.CustomerTaken taken) {
      at = taken.at();
      cause = taken.cause();
      if (taken.isErased()) {
        bond = new Bond.Erased(taken.version());
        erasure = new Erasure(taken.version(), taken.at());
      } else if (application.bond() instanceof Bond.Unmerged) {
        bond = new Bond.Unmerged(replay.standing().bonds().mergedInto(), taken.version());
      } else if (taken.mergedInto() != null) {
        bond = new Bond.MergedInto(taken.mergedInto(), taken.version());
      }
    } else if (intake instanceof Intake.FactsTransferred taken && taken.transfer().isLast()) {
      at = taken.transfer().at();
      cause = taken.transfer().cause();
      bond = new Bond.Settled(taken.transfer().from(), taken.transfer().version());
    } else if (intake instanceof Intake.FactsReturned taken) {
      at = taken.at();
      cause = taken.cause();
      bond = taken.bond();
    }
    if (bond == null) {
      differ(name, String.valueOf(application.bond()), "the record changes no bond");
      return application;
    }
    at = time.reached(at);
    return new Application(
        application.ordinal(), at, model(application, at), cause, null, null, null, true, bond);
  }

  /** A fact of a merged customer as the record brings it. */
  private Application ofCarried(Application application, Intake intake, String name) {
    var standing = replay.standing();
    var fact = application.fact();
    if (intake instanceof Intake.FactForwarded taken && isSame(fact, taken.carried().fact())) {
      var at = time.reached(taken.recordTimestamp(), fact.occurredAt());
      var way = Transfer.way(taken.from(), taken.carried().via());
      var isAssessed = !standing.bonds().isUnsettled();
      return carried(application, fact, way, at, cause(taken.cause(), at, application), isAssessed);
    }
    if (intake instanceof Intake.FactsTransferred taken) {
      var transfer = taken.transfer();
      for (var one : transfer.facts()) {
        if (isSame(fact, one.fact())) {
          var way = Transfer.way(transfer.from(), one.via());
          var transferredAt = accounted.transferredAt();
          var at = transferredAt == null ? application.at() : transferredAt;
          return carried(application, fact, way, at, transfer.cause(), false);
        }
      }
    }
    differ(name, FactLines.of(fact).toString(), "the record doesn't bring it");
    return application;
  }

  private static boolean isSame(Fact one, Fact other) {
    return FactLines.of(one).equals(FactLines.of(other));
  }

  private Application carried(
      Application application, Fact fact, String way, Instant at, Cause cause, boolean isAssessed) {
    var known = fact.knownIn(replay.standing().facts());
    return new Application(
        application.ordinal(),
        at,
        model(application, at),
        cause,
        fact,
        known == null ? null : known.ordinal(),
        way,
        isAssessed,
        null);
  }

  private Application ofFact(Application application, Intake.FactTaken taken, String name) {
    var standing = replay.standing();
    var known = taken.fact().knownIn(standing.facts());
    if (known != null && known.version() >= taken.fact().version()) {
      differ(name, "version " + taken.fact().version(), "is known already");
    }
    var at = time.reached(taken.recordTimestamp(), taken.fact().occurredAt());
    return new Application(
        application.ordinal(),
        at,
        model(application, at),
        cause(taken.cause(), at, application),
        taken.fact(),
        known == null ? null : known.ordinal(),
        null,
        !standing.bonds().isUnsettled(),
        null);
  }

  /** Until another takes a standing up, everything is assessed by the model that has last. */
  private int model(Application application, Instant at) {
    var standing = replay.standing();
    if (Bond.isEndOfMerge(application.bond())) {
      return application.model(); // which the history says when it is repeated
    }
    // Of what waits nothing is taken up: what ends the wait is assessed by the one in force.
    return standing.asOf() == null || application.bond() instanceof Bond.Settled
        ? models.inForce(at, application.model())
        : standing.model();
  }

  /**
   * What is taken in after the end of its import is of none. Whether the end had been heard of then
   * isn't recorded, so the mark of what was imported may stay.
   */
  private Cause cause(Cause told, Instant at, Application application) {
    return told.backfill() != null
            && application.cause().backfill() == null
            && !at.isBefore(number.imports().endOf(told.backfill()))
        ? told.live()
        : told;
  }

  private void differ(String name, String live, String rebuilt) {
    differences.differ(HISTORY, name, live, rebuilt);
  }
}
