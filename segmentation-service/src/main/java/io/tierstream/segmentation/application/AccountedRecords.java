package io.tierstream.segmentation.application;

import static io.tierstream.segmentation.application.Difference.Part.RECORD;
import static java.util.stream.Collectors.joining;

import io.tierstream.events.Topics;
import io.tierstream.segmentation.application.CustomerRecords.Place;
import io.tierstream.segmentation.application.CustomerRecords.Read;
import io.tierstream.segmentation.domain.Application;
import io.tierstream.segmentation.domain.Bond;
import io.tierstream.segmentation.domain.Bonds;
import io.tierstream.segmentation.domain.Fact;
import io.tierstream.segmentation.domain.Replay;
import io.tierstream.segmentation.domain.Transfer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What has become of each record about a customer that was folded: found while the customer's
 * applications are repeated, in the order of the topics.
 */
final class AccountedRecords {

  /**
   * A record that applications are being made of.
   *
   * @param left facts that are yet to be taken in, by id
   * @param at when they are taken in; null when the record brings none
   */
  private record UnderWay(Read read, Map<String, Fact> left, Instant at) {}

  /** A record's topic, and what has become of it. */
  record Settled(String topic, Fate fate) {}

  /** Their records change a customer in the order of their topics, whatever comes in between. */
  private static final List<String> IN_ORDER =
      List.of(Topics.CUSTOMERS, Topics.SEGMENTATION_INPUTS);

  private final CustomerRecords records;
  private final LatestAttributes attributes;
  private final Replay replay;
  private final PassageOfTime time;
  private final BroughtFacts facts;
  private final Differences differences;
  private final Map<Place, Fate> fates = new LinkedHashMap<>();
  private final Map<String, Deque<Read>> ahead = new HashMap<>();
  private UnderWay underWay;

  /** The highest version of the customer itself so far. */
  private long version;

  AccountedRecords(
      CustomerRecords records,
      LatestAttributes attributes,
      Replay replay,
      PassageOfTime time,
      BroughtFacts facts,
      Differences differences) {
    this.records = records;
    this.attributes = attributes;
    this.replay = replay;
    this.time = time;
    this.facts = facts;
    this.differences = differences;
    IN_ORDER.forEach(topic -> ahead.put(topic, records.folded(topic)));
  }

  /** The record at {@code place} is folded: those before it were, and the one under way is done. */
  void begin(Place place) {
    if (underWay != null && underWay.read().place().equals(place)) {
      return;
    }
    finish();
    pass(place);
    var reads = ahead.getOrDefault(place.topic(), new ArrayDeque<>());
    if (!reads.isEmpty() && reads.peekFirst().place().equals(place)) {
      underWay = underWay(reads.removeFirst());
    }
  }

  private UnderWay underWay(Read read) {
    var left = new LinkedHashMap<String, Fact>();
    Instant at = null;
    if (read.intake() instanceof Intake.FactsTransferred taken) {
      var transfer = taken.transfer();
      at = time.reached(transfer.at());
      for (var one : unknown(transfer.facts())) {
        left.put(BroughtFacts.id(one), one);
        at = time.reached(at, one.occurredAt());
      }
      carry(transfer.from(), transfer.version(), transfer.facts());
    } else if (read.intake() instanceof Intake.FactForwarded taken) {
      carry(taken.from(), taken.version(), List.of(taken.carried()));
    }
    return new UnderWay(read, left, at);
  }

  /**
   * When the facts of the transfer under way are taken in: all at one instant, which is not before
   * any of them. Null when none is under way.
   */
  Instant transferredAt() {
    return underWay == null ? null : underWay.at();
  }

  /** An application was made of the record at {@code place}. */
  void applied(Place place) {
    fates.put(place, Fate.APPLIED);
  }

  /** An application was made of a record that isn't there any more. */
  void appliedWithout(Place place, Application application) {
    if (place.topic().equals(Topics.CUSTOMERS) && application.bond() != null) {
      version = Math.max(version, application.bond().version());
    }
  }

  /** What an application has taken in is left of its record no more. */
  void took(Application application) {
    if (application.bond() instanceof Bond.GivenBack back) {
      facts.givenBack(back);
    }
    if (underWay != null && application.fact() != null) {
      underWay.left().remove(BroughtFacts.id(application.fact()));
    }
  }

  /** All that the record under way brings must have been taken in. */
  void finish() {
    var done = underWay;
    underWay = null;
    if (done == null) {
      return;
    }
    var bonds = replay.standing().bonds();
    var intake = done.read().intake();
    if (!done.left().isEmpty()) {
      lost(
          done.read(),
          "nothing became of "
              + done.left().values().stream()
                  .map(fact -> BroughtFacts.id(fact) + " v" + fact.version())
                  .collect(joining(", ")));
    } else if (intake instanceof Intake.FactsTransferred taken
        && taken.transfer().isLast()
        && !isKnown(taken.transfer())) {
      lost(done.read(), "what it brings to an end goes on");
    } else if (intake instanceof Intake.CustomerTaken taken && taken.version() > version) {
      version = taken.version();
      if (changesBonds(taken, bonds)) {
        lost(done.read(), "whose the facts are is otherwise: " + bonds);
      }
    }
  }

  /** Settles what no application was made of, as the customer stands at the end. */
  void settleRest() {
    IN_ORDER.forEach(topic -> pass(new Place(topic, Long.MAX_VALUE)));
    records.all().forEach(this::settle);
  }

  /** What has become of each record that was folded. */
  List<Settled> fates() {
    return fates.entrySet().stream()
        .map(one -> new Settled(one.getKey().topic(), one.getValue()))
        .toList();
  }

  /** Settles what stands before {@code place} in its topic, as the customer stands now. */
  private void pass(Place place) {
    var reads = ahead.getOrDefault(place.topic(), new ArrayDeque<>());
    while (!reads.isEmpty() && reads.peekFirst().place().offset() < place.offset()) {
      settle(reads.removeFirst());
    }
  }

  private void settle(Read read) {
    var place = read.place();
    if (fates.containsKey(place) || !records.isFolded(place)) {
      return;
    }
    var fate = fate(read);
    if (fate == Fate.UNACCOUNTED) {
      lost(read, "a record that nothing became of");
    } else if (records.isProven(place)) {
      fates.put(place, fate);
    }
  }

  private void lost(Read read, String what) {
    if (records.isProven(read.place())) {
      fates.put(read.place(), Fate.UNACCOUNTED);
      differences.differ(RECORD, read.name(), null, what);
    }
  }

  /** What must have become of a record that no application was made of. */
  private Fate fate(Read read) {
    var bonds = replay.standing().bonds();
    var refused = RecordedNumber.refused(read.record());
    if (refused == Fate.PUT_BACK && !records.isPutBack(read)) {
      // Whatever waits for a rate is forgotten with its customer.
      return bonds.isErased() ? Fate.OF_ERASED : Fate.UNACCOUNTED;
    }
    if (refused != null) {
      return refused;
    }
    if (read.intake() instanceof Intake.CustomerTaken taken) {
      return ofCustomer(taken);
    }
    if (bonds.isErased()) {
      return Fate.OF_ERASED;
    }
    if (read.intake() instanceof Intake.FactsTransferred taken) {
      return ofTransfer(taken.transfer());
    }
    if (read.intake() instanceof Intake.FactForwarded taken) {
      var isOpen = bonds.isOpen(taken.from(), taken.version());
      carry(taken.from(), taken.version(), List.of(taken.carried()));
      return staleIf(!isOpen || unknown(List.of(taken.carried())).isEmpty());
    }
    if (read.intake() instanceof Intake.FactsReturned taken) {
      if (!bonds.canEnd(taken.bond())) {
        return Fate.STALE;
      }
      facts.givenBack(taken.bond());
      return Fate.UNACCOUNTED;
    }
    var taken = records.fact(read);
    if (taken == null) {
      return Fate.UNACCOUNTED;
    }
    facts.brought(read.place(), taken.fact());
    return staleIf(facts.isStale(read.place(), taken.fact()));
  }

  private static Fate staleIf(boolean isStale) {
    return isStale ? Fate.STALE : Fate.UNACCOUNTED;
  }

  private Fate ofCustomer(Intake.CustomerTaken taken) {
    var bonds = replay.standing().bonds();
    if (bonds.isErased()) {
      return Fate.OF_ERASED;
    }
    if (taken.version() <= version) {
      return Fate.STALE;
    }
    version = taken.version();
    if (taken.version() > attributes.known()) {
      return attributes.isErased() && !taken.isErased() ? Fate.OF_ERASED : Fate.UNACCOUNTED;
    }
    if (!attributes.isVersionLost() && changesBonds(taken, bonds)) {
      return Fate.UNACCOUNTED;
    }
    return taken.version() == attributes.known() ? Fate.ATTRIBUTES : Fate.STALE;
  }

  private static boolean changesBonds(Intake.CustomerTaken taken, Bonds bonds) {
    return taken.isErased()
        ? !bonds.isErased()
        : !Objects.equals(taken.mergedInto(), bonds.mergedInto());
  }

  /** A part that nothing came of brings nothing that isn't known. */
  private Fate ofTransfer(Transfer transfer) {
    if (!replay.standing().bonds().isOpen(transfer.from(), transfer.version())) {
      return Fate.STALE;
    }
    carry(transfer.from(), transfer.version(), transfer.facts());
    return staleIf(
        unknown(transfer.facts()).isEmpty() && (!transfer.isLast() || isKnown(transfer)));
  }

  /** By the way of a record that was folded, if it was open then. */
  private void carry(String from, long sinceVersion, List<Transfer.Carried> brought) {
    if (replay.standing().bonds().isOpen(from, sinceVersion)) {
      brought.forEach(one -> facts.carried(Transfer.way(from, one.via()), one.fact()));
    }
  }

  /** Whether all parts were taken in by the merge that this one is of. */
  private boolean isKnown(Transfer transfer) {
    var bonds = replay.standing().bonds();
    return !bonds.isUnsettled() && bonds.isKnown(transfer.from(), transfer.version());
  }

  /** Those of which no version as high is known. */
  private List<Fact> unknown(List<Transfer.Carried> brought) {
    var all = replay.standing().facts();
    return brought.stream()
        .map(Transfer.Carried::fact)
        .filter(
            fact -> {
              var known = fact.knownIn(all);
              return known == null || known.version() < fact.version();
            })
        .toList();
  }
}
