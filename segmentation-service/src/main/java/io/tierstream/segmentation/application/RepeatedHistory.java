package io.tierstream.segmentation.application;

import static io.tierstream.segmentation.application.Difference.Part.FIGURES;
import static io.tierstream.segmentation.application.Difference.Part.FOLD;
import static io.tierstream.segmentation.application.Difference.Part.HISTORY;
import static io.tierstream.segmentation.application.Difference.Part.STANDING;

import io.tierstream.events.Topics;
import io.tierstream.segmentation.application.CustomerRecords.Place;
import io.tierstream.segmentation.domain.Application;
import io.tierstream.segmentation.domain.Bond;
import io.tierstream.segmentation.domain.CustomerAttributes;
import io.tierstream.segmentation.domain.Replay;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.domain.TierChange;
import io.tierstream.segmentation.persistence.FactLines;
import io.tierstream.segmentation.persistence.RecordedChange;
import io.tierstream.segmentation.persistence.RecordedState;
import io.tierstream.segmentation.persistence.SourcedApplication;
import io.tierstream.segmentation.persistence.StagedRecord;
import io.tierstream.segmentation.persistence.StoredLines;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One customer's history, folded again from the topics by the recorded applications, and held
 * against what was recorded.
 *
 * <p>What an application must have been is worked out by {@link DerivedApplications}, what was due
 * before it by {@link PassageOfTime}; what has become of each record is followed by {@link
 * AccountedRecords}. At the end {@link FiguresAlone} holds the figures against the facts alone, and
 * {@link SharedFacts} says what merged customers must have of each other.
 */
final class RepeatedHistory {

  private final RecordedNumber number;
  private final CustomerRecords records;
  private final LatestAttributes attributes;
  private final Replay replay;
  private final HeardModels models;
  private final Differences differences;
  private final PassageOfTime time;
  private final BroughtFacts facts = new BroughtFacts();
  private final AccountedRecords accounted;
  private final DerivedApplications derived;

  private final TreeMap<String, String> live = new TreeMap<>();
  private final TreeMap<String, String> rebuilt = new TreeMap<>();
  private final List<String> sources = new ArrayList<>();
  private final List<TierChange> changes = new ArrayList<>();
  private boolean isWhole = true;

  private RepeatedHistory(
      String customerId,
      RecordedNumber number,
      CustomerRecords records,
      LatestAttributes attributes) {
    this.number = number;
    this.records = records;
    this.attributes = attributes;
    this.replay = new Replay(number.fold(), customerId);
    this.models = new HeardModels(number);
    this.differences = new Differences(customerId);
    this.time = new PassageOfTime(replay, models, differences);
    this.accounted = new AccountedRecords(records, attributes, replay, time, facts, differences);
    this.derived =
        new DerivedApplications(
            number, records, replay, models, time, facts, accounted, differences);
  }

  /**
   * Repeats a history.
   *
   * @param stored what the standing says; null when there is none
   * @param topics says what a record means
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
    var records = CustomerRecords.of(staged, topics, number);
    var attributes = LatestAttributes.of(records, stored, !applications.isEmpty());
    var history = new RepeatedHistory(customerId, number, records, attributes);
    history.repeat(applications);
    history.accounted.settleRest();
    history.addChanges(recordedChanges, announcements);
    history.differences.compare(HISTORY, history.live, history.rebuilt);
    return history;
  }

  private void repeat(List<SourcedApplication> applications) {
    for (var application : applications) {
      if (!repeat(application)) {
        isWhole = false;
        return;
      }
    }
    accounted.finish();
  }

  /** Whether it could be repeated. */
  private boolean repeat(SourcedApplication recorded) {
    sources.add(recorded.topic());
    var application = recorded.application();
    var name = "application " + application.ordinal();
    Application again;
    try {
      if (recorded.topic() != null) {
        accounted.begin(new Place(recorded.topic(), recorded.offset()));
      }
      models.before(recorded);
      again = derived.again(recorded, name);
      again = fold(again, name);
    } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
      differences.differ(HISTORY, name, "recorded", "can't be repeated: " + e.getMessage());
      return false;
    }
    models.after(application);
    accounted.took(application);
    live.put(name, line(application, recorded));
    rebuilt.put(name, line(again, recorded));
    return true;
  }

  /** By the model that it comes out to be of: at the end of a merge the history says which. */
  private Application fold(Application again, String name) {
    var isRestored = Bond.isEndOfMerge(again.bond());
    if (!isRestored) {
      time.mustHaveNothingDueBefore(again, name);
    }
    var step = replay.repeat(again);
    changes.addAll(step.changes());
    if (isRestored && step.standing().bonds().isOnItsOwn()) {
      time.mustBeUpToDate(name);
    }
    return step.applications().stream()
        .filter(one -> one.ordinal() == again.ordinal())
        .findFirst()
        .orElse(again);
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

  /** The tier changes as they were recorded, and as they came by the applications repeated. */
  private void addChanges(List<RecordedChange> recorded, Announcements announcements) {
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

  /**
   * Holds the rebuilt standing against the live one, and both against the facts alone.
   *
   * @param stored null when there is no live one
   */
  void compareStanding(StoredLines stored, StoredLines again) {
    var alone = new FiguresAlone(standing().bonds(), facts, number.models(), differences);
    if (stored == null) {
      differences.differ(STANDING, "standing", null, "rebuilt");
    } else {
      differences.compare(STANDING, stored.lines(), again.lines());
      alone.check(stored, FIGURES);
    }
    alone.check(again, FOLD);
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
    return attributes.attributes();
  }

  /** 0 without attributes. */
  long attributesVersion() {
    return attributes.version();
  }

  /** Null when the customer wasn't erased. */
  DerivedApplications.Erasure erasure() {
    return derived.erasure();
  }

  /** What this customer and those that it was merged with must have of each other. */
  SharedFacts shared() {
    return new SharedFacts(standing(), facts, records);
  }

  /** Whether nobody can say what this customer should have of others. */
  boolean isBeyondSharing() {
    return !isWhole || standing().bonds().isErased();
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
    return differences.found();
  }

  /** Whether nothing but the standing is otherwise, so that the rebuilt one may take its place. */
  boolean isMendable() {
    return isWhole && differences.areOfTheStanding();
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
    var removed = new ArrayList<>(derived.removed());
    if (attributes.isVersionLost()) {
      removed.add(Topics.CUSTOMERS);
    }
    return removed;
  }

  /** What has become of each record that was folded. */
  List<AccountedRecords.Settled> fates() {
    return accounted.fates();
  }
}
