package io.tierstream.segmentation.application;

import static io.tierstream.segmentation.application.Difference.Part.FIGURES;
import static io.tierstream.segmentation.application.Difference.Part.FOLD;
import static io.tierstream.segmentation.application.Difference.Part.HISTORY;
import static io.tierstream.segmentation.application.Difference.Part.RECORD;
import static io.tierstream.segmentation.application.Difference.Part.STANDING;
import static java.util.stream.Collectors.joining;

import io.tierstream.events.Topics;
import io.tierstream.segmentation.domain.Application;
import io.tierstream.segmentation.domain.Assessment;
import io.tierstream.segmentation.domain.Bond;
import io.tierstream.segmentation.domain.Bonds;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.CustomerAttributes;
import io.tierstream.segmentation.domain.Fact;
import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.domain.PlainFigures;
import io.tierstream.segmentation.domain.RateKey;
import io.tierstream.segmentation.domain.Replay;
import io.tierstream.segmentation.domain.Satisfaction;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.domain.TierChange;
import io.tierstream.segmentation.domain.Transfer;
import io.tierstream.segmentation.persistence.FactLines;
import io.tierstream.segmentation.persistence.RecordedChange;
import io.tierstream.segmentation.persistence.RecordedState;
import io.tierstream.segmentation.persistence.SharedFact;
import io.tierstream.segmentation.persistence.SourcedApplication;
import io.tierstream.segmentation.persistence.StagedRecord;
import io.tierstream.segmentation.persistence.StoredLines;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * One customer's history, folded again from the topics by the recorded applications, and held
 * against what was recorded.
 */
final class RepeatedHistory {

  private record Place(String topic, long offset) {}

  /** A record of the topics, and what it means. */
  private record Read(StagedRecord record, Intake intake) {}

  private record Attributes(long version, CustomerAttributes attributes) {}

  /** A version of an order, feedback or pin that was folded. */
  private record Folded(long offset, long version) {}

  /**
   * A record that applications are being made of.
   *
   * @param left facts that are yet to be taken in, by id
   * @param at when they are taken in; null when the record brings none
   */
  private record UnderWay(Place place, Intake intake, Map<String, Fact> left, Instant at) {}

  /** Their records change a customer in the order of their topics, whatever comes in between. */
  private static final List<String> IN_ORDER =
      List.of(Topics.CUSTOMERS, Topics.SEGMENTATION_INPUTS);

  private final String customerId;
  private final RecordedNumber number;
  private final Announcements announcements;
  private final Map<Place, Read> records = new LinkedHashMap<>();
  private final Map<Place, Fate> fates = new LinkedHashMap<>();
  private final Map<String, List<Folded>> folded = new HashMap<>();
  private final Map<String, Long> latest = new HashMap<>();
  private final Map<String, Fact> highest = new HashMap<>();

  /** By the way that they came. */
  private final Map<String, Map<String, Fact>> carried = new HashMap<>();

  private final List<Difference> differences = new ArrayList<>();
  private final TreeMap<String, String> live = new TreeMap<>();
  private final TreeMap<String, String> rebuilt = new TreeMap<>();
  private final List<String> sources = new ArrayList<>();
  private final List<String> removed = new ArrayList<>();
  private final List<TierChange> changes = new ArrayList<>();
  private final Map<String, Deque<Place>> ahead = new HashMap<>();
  private final HeardModels models;
  private final Replay replay;
  private Attributes attributes;
  private boolean isErased;
  private UnderWay underWay;

  /** The highest version of the customer itself so far. */
  private long version;

  /** The version of the attributes that the standing has. */
  private long attributesKnown;

  /** Whether a higher one than all that are there has been compacted away. */
  private boolean isVersionLost;

  private Erasure erasure;
  private boolean isWhole = true;

  private RepeatedHistory(String customerId, RecordedNumber number, Announcements announcements) {
    this.customerId = customerId;
    this.number = number;
    this.announcements = announcements;
    this.models = new HeardModels(number);
    this.replay = new Replay(number.fold(), customerId);
  }

  /**
   * Repeats a history.
   *
   * @param stored what the standing says; null when there is none
   * @param read what a record means
   */
  static RepeatedHistory of(
      String customerId,
      RecordedNumber number,
      StoredLines stored,
      List<SourcedApplication> applications,
      List<RecordedChange> recordedChanges,
      List<StagedRecord> staged,
      RecordedTopics topics,
      Announcements announcements) {
    var history = new RepeatedHistory(customerId, number, announcements);
    for (var record : staged) {
      history.records.put(
          new Place(record.topic(), record.offset()), new Read(record, topics.intake(record)));
    }
    history.attributes(stored);
    history.attributesKnown = history.attributesKnown(stored, !applications.isEmpty());
    IN_ORDER.forEach(history::lineUp);
    for (var application : applications) {
      if (!history.repeat(application, topics)) {
        break;
      }
    }
    history.finish();
    IN_ORDER.forEach(topic -> history.pass(new Place(topic, Long.MAX_VALUE), topics));
    history.changes(recordedChanges);
    history.records.forEach((place, one) -> history.settle(place, one, topics));
    history.compare();
    return history;
  }

  /** Whether all applications could be repeated. */
  boolean isWhole() {
    return isWhole;
  }

  /**
   * Whether anything was folded that a standing comes of; nothing is of who only has parked
   * records.
   */
  boolean hasStanding() {
    return !sources.isEmpty() || attributesVersion() > 0;
  }

  Standing standing() {
    return replay.standing();
  }

  /** What the topic has last of the customer's attributes, else what is stored; may be null. */
  CustomerAttributes attributes() {
    return attributes == null ? null : attributes.attributes();
  }

  /**
   * That the customer was erased.
   *
   * @param version of the customer by which it was
   */
  record Erasure(long version, Instant at) {}

  /** Null when the customer wasn't erased. */
  Erasure erasure() {
    return erasure;
  }

  /** 0 without attributes. */
  long attributesVersion() {
    return attributes == null ? 0 : attributes.version();
  }

  /**
   * What the one that this customer was merged into must have of it; a line without a fact when it
   * has none, and nothing when it wasn't merged.
   */
  List<SharedFact> owed() {
    var bonds = replay.standing().bonds();
    if (bonds.mergedInto() == null) {
      return List.of();
    }
    var facts = new ArrayList<SharedFact>();
    facts.add(new SharedFact(bonds.mergedInto(), customerId, bonds.version(), null, 0, false));
    for (var known : replay.standing().facts().orders().all()) {
      var order = known.order();
      facts.add(owed(bonds, "order " + order.orderId(), order.version()));
    }
    for (var known : replay.standing().facts().feedback().all()) {
      facts.add(owed(bonds, id(known.feedback()), known.feedback().version()));
    }
    return facts;
  }

  private SharedFact owed(Bonds bonds, String fact, long factVersion) {
    return new SharedFact(
        bonds.mergedInto(), customerId, bonds.version(), fact, factVersion, false);
  }

  /** What this customer has of those that were merged into it, or will have. */
  List<SharedFact> held() {
    var sources = replay.standing().bonds().sources();
    var facts = new ArrayList<SharedFact>();
    carried.forEach(
        (way, ofWay) -> {
          var merged = way.split("/", 2)[0];
          var isOwn = merged.equals(way) && sources.getOrDefault(merged, 0L) > 0;
          ofWay.forEach(
              (id, fact) ->
                  facts.add(
                      new SharedFact(
                          customerId,
                          merged,
                          sources.getOrDefault(merged, 0L),
                          id,
                          fact.version(),
                          isOwn)));
        });
    records.forEach(
        (place, read) -> {
          if (!number.isFolded(place.topic(), place.offset())) {
            facts.addAll(onItsWay(read.intake()));
          }
        });
    return facts;
  }

  /** What a survivor will have by a record that it has yet to fold. */
  static List<SharedFact> onItsWay(Intake intake) {
    if (intake instanceof Intake.FactsTransferred taken) {
      var transfer = taken.transfer();
      return onItsWay(taken.customerId(), transfer.from(), transfer.version(), transfer.facts());
    }
    if (intake instanceof Intake.FactForwarded taken) {
      return onItsWay(taken.customerId(), taken.from(), taken.version(), List.of(taken.carried()));
    }
    return List.of();
  }

  private static List<SharedFact> onItsWay(
      String survivor, String merged, long since, List<Transfer.Carried> facts) {
    return facts.stream()
        .map(Transfer.Carried::fact)
        .map(fact -> new SharedFact(survivor, merged, since, id(fact), fact.version(), false))
        .toList();
  }

  /** Whether nobody can say what this customer should have of others. */
  boolean isBeyondSharing() {
    return !isWhole || replay.standing().bonds().isErased();
  }

  /** How the history was recorded, line by line. */
  Map<String, String> live() {
    return live;
  }

  /** How the history is repeated, line by line. */
  Map<String, String> rebuilt() {
    return rebuilt;
  }

  /** What the tables have otherwise. */
  List<Difference> differences() {
    return differences;
  }

  /** The topics of all applications; null of those that came by themselves. */
  List<String> sources() {
    return sources;
  }

  int tierChanges() {
    return changes.size();
  }

  /** The topics from which something is gone that was taken from the tables, each time. */
  List<String> removed() {
    return removed;
  }

  /** A record's topic, and what has become of it. */
  record Settled(String topic, Fate fate) {}

  /** What has become of each record that was folded. */
  List<Settled> fates() {
    return fates.entrySet().stream()
        .map(one -> new Settled(one.getKey().topic(), one.getValue()))
        .toList();
  }

  private boolean repeat(SourcedApplication recorded, RecordedTopics topics) {
    sources.add(recorded.topic());
    var application = recorded.application();
    var name = "application " + application.ordinal();
    Application again;
    try {
      if (recorded.topic() != null) {
        begin(new Place(recorded.topic(), recorded.offset()), topics);
      }
      models.before(recorded);
      again = again(recorded, name);
      again = repeat(again, name);
    } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
      differ(HISTORY, name, "recorded", "can't be repeated: " + e.getMessage());
      isWhole = false;
      return false;
    }
    models.after(application);
    took(application);
    live.put(name, line(application, recorded));
    rebuilt.put(name, line(again, recorded));
    return true;
  }

  /** By the model that it comes out to be of: at the end of a merge the history says which. */
  private Application repeat(Application again, String name) {
    var isRestored = isEndOfMerge(again.bond());
    if (!isRestored) {
      dueBefore(again, name);
    }
    var step = replay.repeat(again);
    changes.addAll(step.changes());
    if (isRestored && step.standing().bonds().isOnItsOwn()) {
      mustBeUpToDate(step.standing(), name);
    }
    return step.applications().stream()
        .filter(one -> one.ordinal() == again.ordinal())
        .findFirst()
        .orElse(again);
  }

  /** The customer stands by its history then, as if the merge had never been. */
  private static boolean isEndOfMerge(Bond bond) {
    return bond instanceof Bond.Unmerged || bond instanceof Bond.GivenBack;
  }

  /** Time passes first: whatever was due is assessed before anything else is. */
  private void dueBefore(Application again, String name) {
    var standing = replay.standing();
    var bonds = standing.bonds();
    if (standing.asOf() == null || bonds.isUnsettled() || bonds.isErased()) {
      return;
    }
    var at = again.at();
    var isCrossing = again.cause().type().equals(Cause.TIME_PASSED);
    var isSwitch = again.cause().type().equals(Cause.MODEL_PUBLISHED);
    var crossing = standing.nextChangeAt();
    if (crossing != null
        && !isCrossing
        && (isSwitch ? crossing.isBefore(at) : !crossing.isAfter(at))) {
      differ(HISTORY, name, at.toString(), "nothing was assessed when it changed, at " + crossing);
    }
    var due = isSwitch ? null : models.due(standing, at);
    if (due != null) {
      differ(
          HISTORY,
          name,
          at.toString(),
          "model %d was never taken up, at %s"
              .formatted(due.model().number(), HeardModels.switchAt(due, standing)));
    }
  }

  private void mustBeUpToDate(Standing standing, String name) {
    var due = models.due(standing, standing.asOf());
    if (due != null) {
      differ(
          HISTORY,
          name,
          "model " + standing.model(),
          "model " + due.model().number() + " is in force");
    }
  }

  /** What an application has taken in is left of its record no more. */
  private void took(Application application) {
    if (application.bond() instanceof Bond.GivenBack back) {
      giveBack(back);
    }
    if (underWay != null && application.fact() != null) {
      underWay.left().remove(id(application.fact()));
    }
  }

  private void giveBack(Bond.GivenBack back) {
    carried.keySet().removeIf(back::takes);
  }

  /** The records of {@code topic} that were folded, in order. */
  private void lineUp(String topic) {
    var places = new ArrayDeque<Place>();
    records.keySet().stream()
        .filter(place -> place.topic().equals(topic))
        .filter(place -> number.isFolded(place.topic(), place.offset()))
        .forEach(places::add);
    ahead.put(topic, places);
  }

  /** The record at {@code place} is folded: those before it were, and the one under way is done. */
  private void begin(Place place, RecordedTopics topics) {
    if (underWay != null && underWay.place().equals(place)) {
      return;
    }
    finish();
    pass(place, topics);
    var places = ahead.getOrDefault(place.topic(), new ArrayDeque<>());
    if (place.equals(places.peekFirst())) {
      places.removeFirst();
      underWay = underWay(place, records.get(place).intake());
    }
  }

  private UnderWay underWay(Place place, Intake intake) {
    var left = new LinkedHashMap<String, Fact>();
    Instant at = null;
    if (intake instanceof Intake.FactsTransferred taken) {
      var transfer = taken.transfer();
      var standing = replay.standing();
      at = later(later(transfer.at(), standing.asOf()), standing.bonds().gatheredAt());
      for (var one : unknown(transfer.facts())) {
        left.put(id(one), one);
        at = later(at, one.occurredAt());
      }
      carry(transfer.from(), transfer.version(), transfer.facts());
    } else if (intake instanceof Intake.FactForwarded taken) {
      carry(taken.from(), taken.version(), List.of(taken.carried()));
    }
    return new UnderWay(place, intake, left, at);
  }

  /** All that the record under way brings must have been taken in. */
  private void finish() {
    var done = underWay;
    underWay = null;
    if (done == null || !isWhole) {
      return;
    }
    var bonds = replay.standing().bonds();
    if (!done.left().isEmpty()) {
      lost(
          done.place(),
          "nothing became of "
              + done.left().values().stream()
                  .map(fact -> id(fact) + " v" + fact.version())
                  .collect(joining(", ")));
    } else if (done.intake() instanceof Intake.FactsTransferred taken
        && taken.transfer().isLast()
        && !isKnown(taken.transfer())) {
      lost(done.place(), "what it brings to an end goes on");
    } else if (done.intake() instanceof Intake.CustomerTaken taken && taken.version() > version) {
      version = taken.version();
      if (changesBonds(taken, bonds)) {
        lost(done.place(), "whose the facts are is otherwise: " + bonds);
      }
    }
  }

  private void lost(Place place, String what) {
    if (number.isProven(place.topic(), place.offset())) {
      fates.put(place, Fate.UNACCOUNTED);
      differ(RECORD, name(place), null, what);
    }
  }

  private String name(Place place) {
    return place.topic() + "-" + records.get(place).record().number() + "@" + place.offset();
  }

  /** Settles what stands before {@code place} in its topic, as the customer stands now. */
  private void pass(Place place, RecordedTopics topics) {
    var places = ahead.getOrDefault(place.topic(), new ArrayDeque<>());
    while (!places.isEmpty() && places.peekFirst().offset() < place.offset()) {
      var passed = places.removeFirst();
      settle(passed, records.get(passed), topics);
    }
  }

  private static String line(Application application, SourcedApplication recorded) {
    var cause = application.cause();
    return "%s by model %d, %s %s %s, %s@%s supersedes %s via %s assessed %s %s: %s"
        .formatted(
            application.at(),
            application.model(),
            cause.type(),
            cause.eventId(),
            cause.backfill(),
            recorded.topic(),
            recorded.offset(),
            application.supersedes(),
            application.via(),
            application.isAssessed(),
            application.bond(),
            application.fact() == null ? null : FactLines.of(application.fact()));
  }

  /** The application as the topic, and what was folded until then, make it. */
  private Application again(SourcedApplication recorded, String name) {
    var application = recorded.application();
    if (recorded.topic() == null) {
      return application.bond() == null ? byItself(application) : application;
    }
    var place = new Place(recorded.topic(), recorded.offset());
    if (latest.getOrDefault(place.topic(), -1L) > place.offset()) {
      differ(HISTORY, name, place.toString(), "later than the one before it");
    }
    latest.put(place.topic(), place.offset());
    var read = records.get(place);
    if (read == null) {
      missing(place, name);
      if (application.via() == null) {
        remember(place, application.fact());
      } else {
        carry(application.via(), application.fact());
      }
      if (place.topic().equals(Topics.CUSTOMERS) && application.bond() != null) {
        version = Math.max(version, application.bond().version());
      }
      if (application.bond() instanceof Bond.Erased bond) {
        erasure = new Erasure(bond.version(), application.at());
      }
      return application;
    }
    fates.put(place, Fate.APPLIED);
    if (RecordedNumber.refused(read.record()) != null) {
      differ(HISTORY, name, place.toString(), "a dead letter: " + read.record().refusal());
    }
    if (application.bond() != null) {
      return ofBond(application, read.intake(), name);
    }
    if (application.via() != null) {
      return ofCarried(application, read.intake(), name);
    }
    var taken = taken(read);
    if (taken == null) {
      differ(HISTORY, name, place.toString(), "no fact");
      return application;
    }
    remember(place, taken.fact());
    return ofFact(application, taken, name);
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
      differ(HISTORY, name, String.valueOf(application.bond()), "the record changes no bond");
      return application;
    }
    var bonds = replay.standing().bonds();
    at = later(later(at, replay.standing().asOf()), bonds.gatheredAt());
    return new Application(
        application.ordinal(), at, model(application, at), cause, null, null, null, true, bond);
  }

  /** A fact of a merged customer as the record brings it. */
  private Application ofCarried(Application application, Intake intake, String name) {
    var standing = replay.standing();
    var fact = application.fact();
    if (intake instanceof Intake.FactForwarded taken && isSame(fact, taken.carried().fact())) {
      var at = at(taken.recordTimestamp(), fact);
      var way = Transfer.way(taken.from(), taken.carried().via());
      var isAssessed = !standing.bonds().isUnsettled();
      return carried(application, fact, way, at, cause(taken.cause(), at, application), isAssessed);
    }
    if (intake instanceof Intake.FactsTransferred taken) {
      var transfer = taken.transfer();
      for (var one : transfer.facts()) {
        if (isSame(fact, one.fact())) {
          var way = Transfer.way(transfer.from(), one.via());
          // All of a part are taken in at one instant, which is not before any of them.
          var at = underWay == null ? application.at() : underWay.at();
          return carried(application, fact, way, at, transfer.cause(), false);
        }
      }
    }
    differ(HISTORY, name, FactLines.of(fact).toString(), "the record doesn't bring it");
    return application;
  }

  private static boolean isSame(Fact one, Fact other) {
    return FactLines.of(one).equals(FactLines.of(other));
  }

  /** What an order, feedback or pin is called among a customer's facts. */
  private static String id(Fact fact) {
    var kind = fact instanceof OrderFact ? "order " : fact instanceof Feedback ? "feedback " : "";
    return kind + FactLines.of(fact).id();
  }

  /** By the way of a record that was folded, if it was open then. */
  private void carry(String from, long sinceVersion, List<Transfer.Carried> facts) {
    if (isOpen(from, sinceVersion)) {
      facts.forEach(one -> carry(Transfer.way(from, one.via()), one.fact()));
    }
  }

  private void carry(String way, Fact fact) {
    carried
        .computeIfAbsent(way, id -> new HashMap<>())
        .merge(id(fact), fact, RepeatedHistory::higher);
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

  private void missing(Place place, String name) {
    if (number.isDeleted(place.topic(), place.offset())) {
      removed.add(place.topic());
    } else if (isCompacted(place)) {
      removed.add(place.topic());
    } else if (number.isProven(place.topic(), place.offset())) {
      differ(RECORD, name, place.toString(), "there is no such record");
    }
  }

  /** Whether a later record of the same customer may have taken the record's place. */
  private boolean isCompacted(Place place) {
    return place.topic().equals(Topics.CUSTOMERS)
        && records.keySet().stream()
            .anyMatch(
                other -> other.topic().equals(place.topic()) && other.offset() > place.offset());
  }

  private Application byItself(Application application) {
    var standing = replay.standing();
    var at = application.at();
    var model = standing.model();
    if (standing.asOf() == null || standing.bonds().isUnsettled()) {
      throw new IllegalArgumentException("nothing changes by itself");
    }
    if (application.cause().type().equals(Cause.TIME_PASSED)) {
      at = standing.nextChangeAt();
    } else if (application.cause().type().equals(Cause.MODEL_PUBLISHED)) {
      var successor = models.successor(standing, application.model());
      at = HeardModels.switchAt(successor, standing);
      model = successor.model().number();
    }
    if (at == null) {
      throw new IllegalArgumentException("nothing changes by itself");
    }
    return new Application(application.ordinal(), at, model, application.cause(), null, null);
  }

  /** Until another takes a standing up, everything is assessed by the model that has last. */
  private int model(Application application, Instant at) {
    var standing = replay.standing();
    if (isEndOfMerge(application.bond())) {
      return application.model(); // which the history says when it is repeated
    }
    // Of what waits nothing is taken up: what ends the wait is assessed by the one in force.
    return standing.asOf() == null || application.bond() instanceof Bond.Settled
        ? models.inForce(at, application.model())
        : standing.model();
  }

  private Application ofFact(Application application, Intake.FactTaken taken, String name) {
    var standing = replay.standing();
    var known = taken.fact().knownIn(standing.facts());
    if (known != null && known.version() >= taken.fact().version()) {
      differ(HISTORY, name, "version " + taken.fact().version(), "is known already");
    }
    var at = at(taken.recordTimestamp(), taken.fact());
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

  /** When a fact that comes alone is taken in. */
  private Instant at(Instant recordTimestamp, Fact fact) {
    var standing = replay.standing();
    var at = later(later(recordTimestamp, fact.occurredAt()), standing.asOf());
    return later(at, standing.bonds().gatheredAt());
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

  /** {@code other} may be null. */
  private static Instant later(Instant one, Instant other) {
    return other != null && other.isAfter(one) ? other : one;
  }

  /** The fact that a record brings, converted if need be; null when it brings none. */
  private Intake.FactTaken taken(Read read) {
    if (read.intake() instanceof Intake.FactTaken taken) {
      return taken;
    }
    if (read.intake() instanceof Intake.ForeignFactTaken foreign) {
      var day = foreign.order().rateDay();
      var rate = day == null ? null : number.rate(new RateKey(foreign.order().currency(), day));
      return day != null && rate == null
          ? null
          : new Intake.FactTaken(
              foreign.customerId(),
              new OrderFact(foreign.order().at(rate), foreign.occurredAt()),
              foreign.recordTimestamp(),
              foreign.cause());
    }
    return null;
  }

  private void remember(Place place, Fact fact) {
    if (fact == null) {
      return;
    }
    var thing = thing(place, fact);
    folded
        .computeIfAbsent(thing, id -> new ArrayList<>(2))
        .add(new Folded(place.offset(), fact.version()));
    highest.merge(thing, fact, RepeatedHistory::higher);
  }

  /** Of two equal versions the one that was known first. */
  private static Fact higher(Fact one, Fact other) {
    return other.version() > one.version() ? other : one;
  }

  /** Orders, feedback and pins come by topics of their own. */
  private static String thing(Place place, Fact fact) {
    return place.topic() + " " + FactLines.of(fact).id();
  }

  private void changes(List<RecordedChange> recorded) {
    var recordedAt = new HashMap<Long, Instant>();
    for (var change : recorded) {
      recordedAt.put(change.sequence(), change.recordedAt());
      live.put(
          "tier change " + change.sequence(),
          change.columns() + " " + withoutRecordedAt(change.event(), change.recordedAt()));
    }
    for (var change : changes) {
      var at = recordedAt.getOrDefault(change.sequence(), Instant.EPOCH);
      var event = announcements.tierChanged(0, change, at, null).payload();
      rebuilt.put(
          "tier change " + change.sequence(),
          RecordedState.columns(change) + " " + withoutRecordedAt(event, at));
    }
  }

  private static String withoutRecordedAt(String event, Instant recordedAt) {
    return event.replace(",\"recordedAt\":\"" + recordedAt + "\"", "");
  }

  /** The highest version that the topic has, unless a higher one is stored, which it had. */
  private void attributes(StoredLines stored) {
    records.forEach(
        (place, read) -> {
          if (read.intake() instanceof Intake.CustomerTaken taken
              && !isErased
              && isTaken(place, taken, stored)
              && read.record().refusal() == null
              && taken.version() > attributesVersion()) {
            isErased = taken.isErased();
            attributes =
                new Attributes(
                    taken.version(),
                    taken.isErased() ? CustomerAttributes.none() : taken.attributes());
          }
        });
    if (stored != null && stored.attributesVersion() > attributesVersion()) {
      removed.add(Topics.CUSTOMERS);
      attributes = new Attributes(stored.attributesVersion(), stored.attributes());
      isVersionLost = true;
    }
  }

  /** Of records whose dead letters aren't known it is the standing that says. */
  private boolean isTaken(Place place, Intake.CustomerTaken taken, StoredLines stored) {
    return number.isProven(place.topic(), place.offset())
        || (number.isFolded(place.topic(), place.offset())
            && stored != null
            && taken.version() <= stored.attributesVersion());
  }

  private void settle(Place place, Read read, RecordedTopics topics) {
    if (fates.containsKey(place) || !number.isFolded(place.topic(), place.offset())) {
      return;
    }
    var fate = fate(place, read, topics);
    if (fate == Fate.UNACCOUNTED) {
      lost(place, "a record that nothing became of");
    } else if (number.isProven(place.topic(), place.offset())) {
      fates.put(place, fate);
    }
  }

  private Fate fate(Place place, Read read, RecordedTopics topics) {
    var bonds = replay.standing().bonds();
    var refused = RecordedNumber.refused(read.record());
    if (refused == Fate.PUT_BACK && !isPutBack(place, read, topics)) {
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
      var isOpen = isOpen(taken.from(), taken.version());
      carry(taken.from(), taken.version(), List.of(taken.carried()));
      return staleIf(!isOpen || unknown(List.of(taken.carried())).isEmpty());
    }
    if (read.intake() instanceof Intake.FactsReturned taken) {
      return ofReturned(taken.bond());
    }
    var fact = taken(read);
    if (fact == null) {
      return Fate.UNACCOUNTED;
    }
    highest.merge(thing(place, fact.fact()), fact.fact(), RepeatedHistory::higher);
    return isStale(place, fact.fact()) ? Fate.STALE : Fate.UNACCOUNTED;
  }

  private static Fate staleIf(boolean isStale) {
    return isStale ? Fate.STALE : Fate.UNACCOUNTED;
  }

  /** A part that nothing came of brings nothing that isn't known. */
  private Fate ofTransfer(Transfer transfer) {
    if (!isOpen(transfer.from(), transfer.version())) {
      return Fate.STALE;
    }
    carry(transfer.from(), transfer.version(), transfer.facts());
    return staleIf(
        unknown(transfer.facts()).isEmpty() && (!transfer.isLast() || isKnown(transfer)));
  }

  /** Those of which no version as high is known. */
  private List<Fact> unknown(List<Transfer.Carried> facts) {
    var all = replay.standing().facts();
    return facts.stream()
        .map(Transfer.Carried::fact)
        .filter(
            fact -> {
              var known = fact.knownIn(all);
              return known == null || known.version() < fact.version();
            })
        .toList();
  }

  /** Whether all parts were taken in by the merge that this one is of. */
  private boolean isKnown(Transfer transfer) {
    var bonds = replay.standing().bonds();
    return !bonds.isUnsettled()
        && Objects.equals(bonds.sources().get(transfer.from()), transfer.version());
  }

  /** Whether what {@code from} sends since its version {@code sinceVersion} is to be taken in. */
  private boolean isOpen(String from, long sinceVersion) {
    var known = replay.standing().bonds().sources().get(from);
    return known == null || (known > 0 ? sinceVersion >= known : sinceVersion > -known);
  }

  /** What came by a way that isn't open can't be given back, nor by a version that is known. */
  private Fate ofReturned(Bond.GivenBack bond) {
    var steps = bond.via().split("/", 2);
    var known = replay.standing().bonds().sources().get(steps[0]);
    if (known == null || known < 0 || (steps.length == 1 && bond.version() <= known)) {
      return Fate.STALE;
    }
    giveBack(bond);
    return Fate.UNACCOUNTED;
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
    if (taken.version() > attributesKnown) {
      return isErased && !taken.isErased() ? Fate.OF_ERASED : Fate.UNACCOUNTED;
    }
    if (!isVersionLost && changesBonds(taken, bonds)) {
      return Fate.UNACCOUNTED;
    }
    return taken.version() == attributesKnown ? Fate.ATTRIBUTES : Fate.STALE;
  }

  private static boolean changesBonds(Intake.CustomerTaken taken, Bonds bonds) {
    return taken.isErased()
        ? !bonds.isErased()
        : !Objects.equals(taken.mergedInto(), bonds.mergedInto());
  }

  /** A standing that is gone has known what there was, if it ever was. */
  private long attributesKnown(StoredLines stored, boolean hasHistory) {
    if (stored == null) {
      return hasHistory ? attributesVersion() : 0;
    }
    return stored.attributesVersion();
  }

  /** Whether a version as high had been folded before. */
  private boolean isStale(Place place, Fact fact) {
    return folded.getOrDefault(thing(place, fact), List.of()).stream()
        .anyMatch(one -> one.offset() < place.offset() && one.version() >= fact.version());
  }

  /** Whether the same event came again, or will. */
  private boolean isPutBack(Place place, Read read, RecordedTopics topics) {
    var id = topics.eventId(read.record().headers());
    return number.isOnItsWay(id)
        || records.entrySet().stream()
            .anyMatch(
                other ->
                    other.getKey().topic().equals(place.topic())
                        && other.getKey().offset() > place.offset()
                        && Objects.equals(topics.eventId(other.getValue().record().headers()), id));
  }

  private void compare() {
    compare(HISTORY, live, rebuilt);
  }

  /**
   * Holds the rebuilt standing against the live one, and both against the facts alone.
   *
   * @param stored null when there is no live one
   */
  void compareStanding(StoredLines stored, StoredLines again) {
    if (stored == null) {
      differ(STANDING, "standing", null, "rebuilt");
    } else {
      compare(STANDING, stored.lines(), again.lines());
      checkFigures(stored, FIGURES);
    }
    checkFigures(again, FOLD);
  }

  private void compare(
      Difference.Part part, Map<String, String> stored, Map<String, String> again) {
    stored.forEach(
        (name, value) -> {
          if (!Objects.equals(value, again.get(name))) {
            differ(part, name, value, again.get(name));
          }
        });
    again.forEach(
        (name, value) -> {
          if (!stored.containsKey(name)) {
            differ(part, name, null, value);
          }
        });
  }

  /**
   * Holds the figures of a standing against the facts alone, at the instant that they are of.
   *
   * @param part what differs where they aren't the same
   */
  private void checkFigures(StoredLines stored, Difference.Part part) {
    var bonds = replay.standing().bonds();
    if (bonds.isUnsettled()) {
      return; // the figures are of before
    }
    var alone = bonds.isOnItsOwn() ? factsAlone() : List.<Fact>of();
    if (stored.asOf() == null) {
      if (!alone.isEmpty()) {
        differ(part, "facts alone", "no assessment", alone.size() + " facts");
      }
      return;
    }
    var orders = new ArrayList<Order>();
    var feedback = new ArrayList<Feedback>();
    for (var fact : alone) {
      if (fact instanceof OrderFact taken) {
        orders.add(taken.order());
      } else if (fact instanceof Feedback one) {
        feedback.add(one);
      }
    }
    if (!number.models().has(stored.model())) {
      differ(part, "facts alone", "model " + stored.model(), "no such model");
      return;
    }
    var model = number.models().numbered(stored.model());
    var plain = PlainFigures.of(orders, feedback, model, stored.asOf());
    var lines = stored.lines();
    figures(plain)
        .forEach(
            (name, value) -> {
              var figure = lines.get("standing." + name);
              if (!Objects.equals(figure, value)) {
                differ(part, "facts alone: " + name, figure, value);
              }
            });
    checkRatings(stored, plain.satisfaction(), part);
    if (!Objects.equals(stored.lastPurchaseAt(), plain.lastPurchaseAt())) {
      differ(
          part,
          "facts alone: last_purchase_at",
          String.valueOf(stored.lastPurchaseAt()),
          String.valueOf(plain.lastPurchaseAt()));
    }
  }

  /** The customer's own, and what came by merges that haven't ended. */
  private Collection<Fact> factsAlone() {
    var alone = new HashMap<String, Fact>();
    for (var fact : highest.values()) {
      alone.merge(id(fact), fact, RepeatedHistory::higher);
    }
    for (var ofWay : carried.values()) {
      ofWay.forEach((id, fact) -> alone.merge(id, fact, RepeatedHistory::higher));
    }
    return alone.values();
  }

  private static Map<String, String> figures(Assessment plain) {
    var figures = new TreeMap<String, String>();
    var scores = plain.scores();
    figures.put("frequency", Integer.toString(plain.frequency()));
    figures.put("monetary", text(plain.monetary().value()));
    figures.put("r", scores == null ? null : Integer.toString(scores.r()));
    figures.put("f", scores == null ? null : Integer.toString(scores.f()));
    figures.put("m", scores == null ? null : Integer.toString(scores.m()));
    figures.put("s", scores == null || scores.s() == null ? null : scores.s().toString());
    figures.put("composite", plain.composite() == null ? null : text(plain.composite().rounded()));
    figures.put("segment", plain.segment());
    figures.put("lifecycle", plain.lifecycle().name());
    return figures;
  }

  private void checkRatings(StoredLines stored, Satisfaction satisfaction, Difference.Part part) {
    checkRating(
        stored, "rating_weight", satisfaction == null ? null : satisfaction.weights(), part);
    checkRating(stored, "rating_sum", satisfaction == null ? null : satisfaction.weighted(), part);
  }

  private void checkRating(StoredLines stored, String name, Double sum, Difference.Part part) {
    var line = stored.lines().get("standing." + name);
    if (!Objects.equals(line == null ? null : Double.valueOf(line), sum)) {
      differ(part, "facts alone: " + name, line, String.valueOf(sum));
    }
  }

  private static String text(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private void differ(Difference.Part part, String what, String stored, String again) {
    differences.add(new Difference(customerId, part, what, stored, again));
  }

  /** Whether nothing but the standing is otherwise, so that the rebuilt one may take its place. */
  boolean isMendable() {
    return isWhole && differences.stream().allMatch(Difference::isOfTheStanding);
  }
}
