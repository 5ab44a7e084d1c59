package io.tierstream.segmentation.application;

import static io.tierstream.segmentation.application.Difference.Part.FIGURES;
import static io.tierstream.segmentation.application.Difference.Part.FOLD;
import static io.tierstream.segmentation.application.Difference.Part.HISTORY;
import static io.tierstream.segmentation.application.Difference.Part.RECORD;
import static io.tierstream.segmentation.application.Difference.Part.STANDING;

import io.tierstream.events.Topics;
import io.tierstream.segmentation.domain.Application;
import io.tierstream.segmentation.domain.Assessment;
import io.tierstream.segmentation.domain.Bond;
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
import io.tierstream.segmentation.persistence.SourcedApplication;
import io.tierstream.segmentation.persistence.StagedRecord;
import io.tierstream.segmentation.persistence.StoredLines;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
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
  private final Replay replay;
  private Attributes attributes;
  private boolean isErased;
  private boolean isWhole = true;

  private RepeatedHistory(String customerId, RecordedNumber number, Announcements announcements) {
    this.customerId = customerId;
    this.number = number;
    this.announcements = announcements;
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
    for (var application : applications) {
      if (!history.repeat(application)) {
        break;
      }
    }
    history.changes(recordedChanges);
    history.attributes(stored);
    history.records.forEach((place, one) -> history.settle(place, one, stored, topics));
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

  /** 0 without attributes. */
  long attributesVersion() {
    return attributes == null ? 0 : attributes.version();
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

  private boolean repeat(SourcedApplication recorded) {
    sources.add(recorded.topic());
    var application = recorded.application();
    var name = "application " + application.ordinal();
    Application again;
    try {
      again = again(recorded, name);
      changes.addAll(replay.repeat(again).changes());
    } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
      differ(HISTORY, name, "recorded", "can't be repeated: " + e.getMessage());
      isWhole = false;
      return false;
    }
    live.put(name, line(application, recorded));
    rebuilt.put(name, line(again, recorded));
    return true;
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
      remember(place, application.fact());
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
      carried.keySet().removeIf(way -> taken.bond().takes(way));
    }
    if (bond == null) {
      differ(HISTORY, name, String.valueOf(application.bond()), "the record changes no bond");
      return application;
    }
    var bonds = replay.standing().bonds();
    at = later(later(at, replay.standing().asOf()), bonds.gatheredAt());
    return new Application(
        application.ordinal(), at, application.model(), cause, null, null, null, true, bond);
  }

  /** A fact of a merged customer as the record brings it. */
  private Application ofCarried(Application application, Intake intake, String name) {
    var standing = replay.standing();
    var fact = application.fact();
    if (intake instanceof Intake.FactForwarded taken && isSame(fact, taken.carried().fact())) {
      var at =
          standing.bonds().isUnsettled()
              ? application.at() // which waits for the facts that it is assessed with
              : later(later(taken.recordTimestamp(), fact.occurredAt()), standing.asOf());
      var way = Transfer.way(taken.from(), taken.carried().via());
      return carried(application, fact, way, at, taken.cause());
    }
    if (intake instanceof Intake.FactsTransferred taken) {
      var transfer = taken.transfer();
      for (var one : transfer.facts()) {
        if (isSame(fact, one.fact())) {
          var way = Transfer.way(transfer.from(), one.via());
          // All of a part are taken in at one instant, which is not before any of them.
          return carried(application, fact, way, application.at(), transfer.cause());
        }
      }
    }
    differ(HISTORY, name, FactLines.of(fact).toString(), "the record doesn't bring it");
    return application;
  }

  private static boolean isSame(Fact one, Fact other) {
    return FactLines.of(one).equals(FactLines.of(other));
  }

  /** Of an order, feedback or pin. */
  private static String id(Fact fact) {
    return fact.getClass().getSimpleName() + " " + FactLines.of(fact).id();
  }

  private Application carried(
      Application application, Fact fact, String way, Instant at, Cause cause) {
    carried
        .computeIfAbsent(way, id -> new HashMap<>())
        .merge(id(fact), fact, RepeatedHistory::higher);
    var known = fact.knownIn(replay.standing().facts());
    return new Application(
        application.ordinal(),
        at,
        application.model(),
        cause,
        fact,
        known == null ? null : known.ordinal(),
        way,
        application.isAssessed(),
        null);
  }

  private void missing(Place place, String name) {
    if (number.isDeleted(place.topic(), place.offset())) {
      removed.add(place.topic());
    } else if (isCompacted(place)) {
      removed.add(place.topic());
    } else if (number.isFolded(place.topic(), place.offset())) {
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
    if (application.cause().type().equals(Cause.TIME_PASSED)) {
      at = standing.nextChangeAt();
    } else if (application.cause().type().equals(Cause.MODEL_PUBLISHED)) {
      var from =
          number.models().models().stream()
              .filter(one -> one.model().number() == application.model())
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("no such model"))
              .from();
      at = later(from, standing.asOf());
    }
    if (at == null) {
      throw new IllegalArgumentException("nothing changes by itself");
    }
    return new Application(
        application.ordinal(), at, application.model(), application.cause(), null, null);
  }

  private Application ofFact(Application application, Intake.FactTaken taken, String name) {
    var standing = replay.standing();
    var known = taken.fact().knownIn(standing.facts());
    if (known != null && known.version() >= taken.fact().version()) {
      differ(HISTORY, name, "version " + taken.fact().version(), "is known already");
    }
    return new Application(
        application.ordinal(),
        later(later(taken.recordTimestamp(), taken.fact().occurredAt()), standing.asOf()),
        application.model(),
        taken.cause(),
        taken.fact(),
        known == null ? null : known.ordinal(),
        null,
        !standing.bonds().isUnsettled(),
        null);
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
              && number.isFolded(place.topic(), place.offset())
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
    }
  }

  private void settle(Place place, Read read, StoredLines stored, RecordedTopics topics) {
    if (fates.containsKey(place) || !number.isFolded(place.topic(), place.offset())) {
      return;
    }
    var fate = fate(place, read, stored, topics);
    fates.put(place, fate);
    if (fate == Fate.UNACCOUNTED) {
      differ(
          RECORD,
          place.topic() + "-" + read.record().number() + "@" + place.offset(),
          null,
          "a record that nothing became of");
    }
  }

  private Fate fate(Place place, Read read, StoredLines stored, RecordedTopics topics) {
    var refused = RecordedNumber.refused(read.record());
    if (refused != null) {
      return refused == Fate.PUT_BACK && !isPutBack(place, read, topics)
          ? Fate.UNACCOUNTED
          : refused;
    }
    if (read.intake() instanceof Intake.CustomerTaken taken) {
      var fate = ofAttributes(taken, attributesKnown(stored));
      return fate == Fate.UNACCOUNTED && isErased ? Fate.OF_ERASED : fate;
    }
    if (replay.standing().bonds().isErased()) {
      return Fate.OF_ERASED;
    }
    if (read.intake() instanceof Intake.FactsTransferred taken) {
      return staleIf(isKnown(taken.transfer().from(), taken.transfer().version()));
    }
    if (read.intake() instanceof Intake.FactForwarded taken) {
      var known = taken.carried().fact().knownIn(replay.standing().facts());
      return staleIf(
          (known != null && known.version() >= taken.carried().fact().version())
              || isGivenBack(taken.from(), taken.version()));
    }
    if (read.intake() instanceof Intake.FactsReturned taken) {
      var nearest = taken.bond().via().split("/", 2)[0];
      return staleIf(
          !replay.standing().bonds().sources().containsKey(nearest)
              || isKnown(nearest, taken.bond().version()));
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

  /** Whether as much was heard of {@code from} as by this version of it. */
  private boolean isKnown(String from, long version) {
    var known = replay.standing().bonds().sources().get(from);
    return known != null && Math.abs(known) >= version;
  }

  private boolean isGivenBack(String from, long version) {
    var known = replay.standing().bonds().sources().get(from);
    return known != null && known < 0 && -known >= version;
  }

  /** A standing that is gone has known what there was, if it ever was. */
  private long attributesKnown(StoredLines stored) {
    if (stored == null) {
      return sources.isEmpty() ? 0 : attributesVersion();
    }
    return stored.attributesVersion();
  }

  private static Fate ofAttributes(Intake.CustomerTaken taken, long known) {
    if (taken.version() > known) {
      return Fate.UNACCOUNTED;
    }
    return taken.version() == known ? Fate.ATTRIBUTES : Fate.STALE;
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
