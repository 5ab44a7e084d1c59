package io.tierstream.segmentation.domain;

import io.tierstream.segmentation.domain.History.Delivery;
import io.tierstream.segmentation.domain.History.Look;
import io.tierstream.segmentation.domain.History.Moment;
import io.tierstream.segmentation.domain.History.Publish;
import io.tierstream.segmentation.domain.History.SetRate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A customer taken through a history by the fold, with the instant at which each moment was
 * recorded: by a clock that never goes back and may stand still.
 */
final class RecordedHistory {

  private final ScoringModel first;
  private final Map<String, Instant> jobs;
  private final List<Moment> moments = new ArrayList<>();

  /** Of each moment. */
  final List<Instant> clock = new ArrayList<>();

  final FoldedHistory folded;
  final List<RecordedApplication> applications = new ArrayList<>();
  final List<RecordedFact> stale = new ArrayList<>();

  /** As it was left by each ordinal after which nothing more was recorded with it. */
  final Map<Long, Standing> standings = new HashMap<>();

  RecordedHistory(ScoringModel first, Map<String, Instant> jobs) {
    this.first = first;
    this.jobs = jobs;
    this.folded = new FoldedHistory(first, jobs);
  }

  static RecordedHistory of(ScoringModel first, History history) {
    RecordedHistory recorded = new RecordedHistory(first, history.jobs());
    history.moments().forEach(recorded::live);
    return recorded;
  }

  void live(Moment moment) {
    Instant last = clock.isEmpty() ? Instant.EPOCH : clock.get(clock.size() - 1);
    Instant at = instantOf(moment);
    Instant now = at.isAfter(last) ? at : last;
    moments.add(moment);
    clock.add(now);
    folded.live(moment);
    folded.applications.stream()
        .skip(applications.size())
        .forEach(application -> applications.add(new RecordedApplication(application, now)));
    folded.stale.stream()
        .skip(stale.size())
        .forEach(fact -> stale.add(new RecordedFact(fact, now)));
    standings.put(folded.standing().ordinal(), folded.standing());
  }

  private static Instant instantOf(Moment moment) {
    if (moment instanceof Delivery delivery) {
      return delivery.recordedAt();
    } else if (moment instanceof Look look) {
      return look.to();
    } else if (moment instanceof SetRate set) {
      return set.at();
    }
    return ((Publish) moment).from();
  }

  KnownHistory knownAt(Instant instant) {
    return new KnownHistory(
        "C-1", applications, stale, folded.models(), modelsRecordedAt(), instant);
  }

  KnownHistory knownWithoutStaleVersions(Instant instant) {
    return new KnownHistory(
        "C-1", applications, List.of(), folded.models(), modelsRecordedAt(), instant);
  }

  private Map<Integer, Instant> modelsRecordedAt() {
    Map<Integer, Instant> recordedAt = new HashMap<>();
    for (int i = 0; i < moments.size(); i++) {
      if (moments.get(i) instanceof Publish publish) {
        recordedAt.putIfAbsent(publish.model().number(), clock.get(i));
      }
    }
    return recordedAt;
  }

  /** Taken through what was recorded by then, and nothing else. */
  Oracle oracleAt(Instant instant) {
    Oracle oracle = new Oracle(first, jobs);
    oracle.live(recordedBy(instant));
    return oracle;
  }

  /** Everything that was delivered by then, in whatever order and however often. */
  List<Fact> deliveredBy(Instant instant) {
    Set<RateKey> rates = new HashSet<>();
    for (Moment moment : recordedBy(instant)) {
      if (moment instanceof SetRate set) {
        rates.add(set.key());
      }
    }
    return recordedBy(instant).stream()
        .filter(Delivery.class::isInstance)
        .map(Delivery.class::cast)
        .filter(delivery -> delivery.waitsFor() == null || rates.contains(delivery.waitsFor()))
        .map(Delivery::fact)
        .toList();
  }

  /** The one in force at an instant, of those recorded by another. */
  ScoringModel model(Instant at, Instant recordedBy) {
    ScoringModel model = first;
    for (Moment moment : recordedBy(recordedBy)) {
      if (moment instanceof Publish publish && !publish.from().isAfter(at)) {
        model = publish.model(); // they are heard of in the order in which they come into force
      }
    }
    return model;
  }

  private List<Moment> recordedBy(Instant instant) {
    int count = 0;
    while (count < moments.size() && !clock.get(count).isAfter(instant)) {
      count++;
    }
    return moments.subList(0, count);
  }
}
