package io.tierstream.segmentation.application;

import io.tierstream.events.Topics;
import io.tierstream.segmentation.domain.Fold;
import io.tierstream.segmentation.domain.ModelTimeline;
import io.tierstream.segmentation.domain.RateKey;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.persistence.ImportJob;
import io.tierstream.segmentation.persistence.ModelJson;
import io.tierstream.segmentation.persistence.RecordedState;
import io.tierstream.segmentation.persistence.StagedRecord;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the owner of a partition number had come to know by a snapshot, and how much of its topics
 * is there; so also what must have become of a record that is about no customer.
 */
final class RecordedNumber {

  private final Map<String, Long> positions;

  /** Up to where everything must be accounted for. */
  private final Map<String, Long> provenUntil;

  private final Map<String, RecordedTopics.Extent> extents;
  private final ModelTimeline models;
  private final ImportJobs jobs;
  private final Map<Mark, ImportJob> marks = new HashMap<>();
  private final Map<RateKey, BigDecimal> rates;

  /** Put back on their topics by rates, and yet to be published. */
  private final Set<String> onTheirWay;

  /** Rates and models that a record has brought: later ones change nothing. */
  private final Set<Object> brought = new HashSet<>();

  /** Where models were told of, by number. */
  private final Map<Integer, Long> toldAt;

  /** The first record of each topic that was folded by a model. */
  private final Map<Integer, Map<String, Long>> firstUses;

  /** Of a model whose record is gone with the beginning of its topic. */
  private static final long UNTOLD = -1;

  private record Mark(String topic, String job) {}

  private RecordedNumber(
      RecordedState state,
      int number,
      Map<String, Long> positions,
      Map<String, Long> provenUntil,
      Map<String, RecordedTopics.Extent> extents,
      Set<String> onTheirWay,
      Map<Integer, Long> toldAt,
      Map<Integer, Map<String, Long>> firstUses)
      throws SQLException {
    this.positions = positions;
    this.provenUntil = provenUntil;
    this.extents = extents;
    this.toldAt = toldAt;
    this.firstUses = firstUses;
    var timeline = ModelTimeline.of(ScoringModel.standard());
    for (var one : state.models(number)) {
      timeline = timeline.with(one.model(), one.from());
    }
    this.models = timeline;
    var seen = state.jobs(number);
    this.jobs = ImportJobs.of(seen);
    seen.forEach(job -> marks.put(new Mark(job.topic(), job.job()), job));
    this.rates = state.rates(number);
    this.onTheirWay = onTheirWay;
  }

  /**
   * As {@code state} has it.
   *
   * @param positions next offset to fold, by topic
   * @param extents by topic
   * @param onTheirWay ids of events that are yet to be published on input topics
   * @param firstUses by model and topic, the first record that was folded by it
   */
  static RecordedNumber of(
      RecordedState state,
      int number,
      Map<String, Long> positions,
      Map<String, RecordedTopics.Extent> extents,
      Set<String> onTheirWay,
      Map<Integer, Map<String, Long>> firstUses)
      throws SQLException {
    var toldAt = new HashMap<Integer, Long>();
    for (var one : state.models(number)) {
      toldAt.put(one.model().number(), UNTOLD);
    }
    return new RecordedNumber(
        state, number, positions, positions, extents, onTheirWay, toldAt, firstUses);
  }

  /**
   * What its owner has come to know by a later {@code state}. What must be accounted for stays what
   * it was: of later records it isn't known which are dead letters.
   */
  RecordedNumber by(RecordedState state, int number) throws SQLException {
    return new RecordedNumber(
        state,
        number,
        state.positions().getOrDefault(number, Map.of()),
        provenUntil,
        extents,
        onTheirWay,
        toldAt,
        firstUses);
  }

  ModelTimeline models() {
    return models;
  }

  /** The imports it had seen. */
  ImportJobs imports() {
    return jobs;
  }

  Fold fold() {
    return new Fold(models, jobs);
  }

  /** Null while there is none. */
  BigDecimal rate(RateKey key) {
    return rates.get(key);
  }

  /** Whether what stands there was folded by then. */
  boolean isFolded(String topic, long offset) {
    return offset < positions.getOrDefault(topic, 0L);
  }

  /** Whether it must be found what has become of the record that stands there. */
  boolean isProven(String topic, long offset) {
    return offset < provenUntil.getOrDefault(topic, 0L);
  }

  /** Whether a model had certainly been heard of when the record there was folded. */
  boolean isHeard(int model, String topic, long offset) {
    if (topic.equals(Topics.SEGMENTATION_INPUTS)
        && toldAt.getOrDefault(model, Long.MAX_VALUE) < offset) {
      return true;
    }
    var first = firstUses.getOrDefault(model, Map.of()).get(topic);
    return first != null && first < offset;
  }

  /** Whether a model had certainly been heard of when another was. */
  boolean isHeardBefore(int model, int other) {
    var told = toldAt.get(model);
    var otherTold = toldAt.get(other);
    return told != null && otherTold != null && told < otherTold;
  }

  /** Whether the record was deleted with the beginning of its topic. */
  boolean isDeleted(String topic, long offset) {
    var extent = extents.get(topic);
    return extent != null && offset < extent.first();
  }

  boolean isOnItsWay(String eventId) {
    return eventId != null && onTheirWay.contains(eventId);
  }

  /** What a recorded dead letter is; null when the record is none. */
  static Fate refused(StagedRecord record) {
    if (record.refusal() == null) {
      return null;
    }
    if (record.isParked()) {
      return Fate.PARKED;
    }
    return record.refusal().equals("NO_RATE") ? Fate.PUT_BACK : Fate.DEAD_LETTER;
  }

  /** What has become of a record that is about no customer, in the order of its topic. */
  Fate of(StagedRecord record, Intake intake) {
    var refused = refused(record);
    if (refused != null) {
      return refused;
    }
    if (intake instanceof Intake.Skipped) {
      return Fate.WITHOUT_EFFECT;
    }
    if (intake instanceof Intake.RateSet set) {
      return brought(set.key(), isKnown(set), Fate.DECISION);
    }
    if (intake instanceof Intake.ModelPublished published) {
      if (!brought.contains(published.model().number())) {
        toldAt.put(published.model().number(), record.offset());
      }
      return brought(published.model().number(), isInForce(published), Fate.DECISION);
    }
    if (intake instanceof Intake.ImportStarted started) {
      return isSeen(record.topic(), started.job(), false);
    }
    if (intake instanceof Intake.ImportEnded ended) {
      return isSeen(record.topic(), ended.job(), true);
    }
    return Fate.UNACCOUNTED;
  }

  private Fate brought(Object what, boolean isAsBrought, Fate fate) {
    if (!brought.add(what)) {
      return Fate.STALE;
    }
    return isAsBrought ? fate : Fate.UNACCOUNTED;
  }

  private boolean isKnown(Intake.RateSet set) {
    var known = rates.get(set.key());
    return known != null && known.compareTo(set.rate()) == 0;
  }

  private boolean isInForce(Intake.ModelPublished published) {
    var number = published.model().number();
    return models.models().stream()
        .filter(one -> one.model().number() == number)
        .anyMatch(
            one ->
                one.from().equals(cut(published.effectiveAt()))
                    && ModelJson.write(one.model()).equals(ModelJson.write(published.model())));
  }

  private static Instant cut(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS);
  }

  private Fate isSeen(String topic, String job, boolean hasEnded) {
    var known = marks.get(new Mark(topic, job));
    return known != null && (!hasEnded || known.endedAt() != null)
        ? Fate.IMPORT_MARK
        : Fate.UNACCOUNTED;
  }
}
