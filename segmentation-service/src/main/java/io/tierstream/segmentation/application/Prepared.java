package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.Assessment;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.CustomerAttributes;
import io.tierstream.segmentation.domain.Fact;
import io.tierstream.segmentation.domain.FactKey;
import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.Fold;
import io.tierstream.segmentation.domain.KnownFeedback;
import io.tierstream.segmentation.domain.KnownOrder;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.domain.Step;
import io.tierstream.segmentation.persistence.Claim;
import io.tierstream.segmentation.persistence.CommitRows;
import io.tierstream.segmentation.persistence.CustomerChange;
import io.tierstream.segmentation.persistence.PositionMove;
import io.tierstream.segmentation.persistence.Publication;
import io.tierstream.segmentation.persistence.StoredCustomer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A commit in the making: folds records and time into standings beside what the owners know, which
 * changes only when {@link #adopt} says that the commit is through.
 */
public final class Prepared {

  private final ScoringModel model;
  private final Announcements announcements;
  private final Instant recordedAt;
  private final Map<String, StoredCustomer> loaded;
  private final Map<OwnedNumber, Part> parts = new LinkedHashMap<>();
  private final CommitRows rows = new CommitRows();
  private int applied;
  private int stale;
  private int skipped;
  private int refused;
  private int swept;
  private int changes;

  /**
   * @param loaded customers that their owners don't hold, by id; who is in neither place is new
   */
  Prepared(
      ScoringModel model,
      Announcements announcements,
      Instant recordedAt,
      Map<String, StoredCustomer> loaded) {
    this.model = model;
    this.announcements = announcements;
    this.recordedAt = recordedAt;
    this.loaded = loaded;
  }

  /** Folds one record in. */
  void fold(Received received) {
    var part = part(received.owned());
    if (received.intake() instanceof Intake.FactTaken fact) {
      part.fact(fact, received);
    } else if (received.intake() instanceof Intake.AttributesTaken attributes) {
      part.attributes(attributes);
    } else if (received.intake() instanceof Intake.ImportStarted started) {
      part.imports.started(received.topic(), started.job(), started.at());
    } else if (received.intake() instanceof Intake.ImportEnded ended) {
      part.imports.ended(received.topic(), ended.job(), ended.at());
    } else if (received.intake() instanceof Intake.Refused refusal) {
      refused++;
      part.deadLetter(refusal);
    } else {
      skipped++;
    }
    part.positions.put(received.topic(), received.offset() + 1);
    if (!(received.intake() instanceof Intake.Refused)) {
      part.seen(received.topic(), received.timestamp());
    }
  }

  /** Lets time pass for one customer. */
  void advance(OwnedNumber owned, String customerId, Instant to) {
    var part = part(owned);
    var before = part.customer(customerId);
    part.take(customerId, part.fold.advance(before, to), null);
    swept++;
  }

  /** Only claims {@code owned}, which marks what the broker has acknowledged. */
  void claim(OwnedNumber owned) {
    part(owned);
  }

  /** The rows to commit. */
  CommitRows rows() {
    parts.values().forEach(Part::finish);
    return rows;
  }

  /** The commit is through: the owners know it now. */
  void adopt() {
    parts.values().forEach(Part::adopt);
  }

  /** The numbers that the commit is about. */
  public Set<OwnedNumber> numbers() {
    return Set.copyOf(parts.keySet());
  }

  /** What came of the records, for the metrics. */
  public Counts counts() {
    return new Counts(applied, stale, skipped, refused, swept, changes);
  }

  /**
   * What became of records, and of time.
   *
   * @param applied facts that were folded, and attributes taken over
   * @param stale those of a version already known
   * @param skipped records of types without effect here
   * @param refused dead letters
   * @param swept customers for whom time passed
   * @param tierChanges of all these
   */
  public record Counts(
      int applied, int stale, int skipped, int refused, int swept, int tierChanges) {}

  private Part part(OwnedNumber owned) {
    return parts.computeIfAbsent(owned, Part::new);
  }

  /** What the commit changes in one number. */
  private final class Part {
    private final OwnedNumber owned;
    private final Claim claim;
    private final Fold fold;
    private final Map<String, Long> positions = new HashMap<>();
    private final Map<String, Instant> timestamps = new HashMap<>();
    private final ImportJobs imports;
    private final Map<String, Work> works = new LinkedHashMap<>();
    private final List<Publication> publications = new ArrayList<>();
    private final Map<String, StoredCustomer> written = new HashMap<>();
    private long seq;

    Part(OwnedNumber owned) {
      this.owned = owned;
      this.claim = owned.claim();
      this.imports = owned.imports().copy();
      this.fold = new Fold(model, imports);
      this.seq = owned.lastSeq();
    }

    Standing customer(String customerId) {
      return work(customerId).standing;
    }

    private Work work(String customerId) {
      return works.computeIfAbsent(
          customerId,
          id -> {
            var cached = owned.cached(id);
            if (cached == null) {
              cached = loaded.get(id);
            }
            return new Work(cached == null ? StoredCustomer.unknown(id) : cached);
          });
    }

    /** Imported facts have old timestamps: what was seen before stays seen. */
    void seen(String topic, Instant timestamp) {
      var before = timestamps.getOrDefault(topic, owned.timestamp(topic));
      timestamps.put(topic, before == null || timestamp.isAfter(before) ? timestamp : before);
    }

    void fact(Intake.FactTaken taken, Received received) {
      var work = work(taken.customerId());
      var step = fold.apply(work.standing, taken.fact(), taken.recordTimestamp(), taken.cause());
      if (step.applications().isEmpty()) {
        stale++;
        return;
      }
      applied++;
      work.touch(taken.fact());
      take(taken.customerId(), step, received);
    }

    void attributes(Intake.AttributesTaken taken) {
      var work = work(taken.customerId());
      if (taken.version() <= work.attributesVersion) {
        stale++;
        return;
      }
      applied++;
      work.attributes = taken.attributes();
      work.attributesVersion = taken.version();
    }

    void take(String customerId, Step step, Received received) {
      var work = work(customerId);
      work.standing = step.standing();
      work.traceparent = received == null ? null : received.traceparent();
      for (var application : step.applications()) {
        rows.application(
            customerId,
            application,
            received == null ? null : received.topic(),
            received == null ? null : received.offset(),
            recordedAt);
      }
      for (var change : step.changes()) {
        changes++;
        var announced =
            announcements.tierChanged(
                ++seq, change, recordedAt, traceparent(change.cause(), received));
        rows.tierChange(change, recordedAt, announced.eventId(), announced.payload());
        publications.add(announced.publication());
      }
      for (var risk : step.risks()) {
        publications.add(
            announcements.atRisk(++seq, risk, recordedAt, traceparent(risk.cause(), received)));
      }
    }

    void deadLetter(Intake.Refused refusal) {
      publications.add(
          new Publication(
              ++seq,
              refusal.topic(),
              recordedAt,
              refusal.key(),
              refusal.headers(),
              refusal.value()));
    }

    void finish() {
      rows.claim(claim);
      positions.forEach(
          (topic, next) ->
              rows.position(
                  new PositionMove(
                      topic,
                      owned.number(),
                      owned.position(topic),
                      next,
                      timestamps.getOrDefault(topic, owned.timestamp(topic)))));
      imports.changed().forEach(job -> rows.importJob(owned.number(), job));
      works.forEach(
          (customerId, work) -> {
            var change = work.change();
            if (change.isNone()) {
              written.put(customerId, work.before);
              return;
            }
            written.put(customerId, rows.customer(owned.number(), change));
            if (isVisiblyDifferent(work.before.standing(), work.standing)) {
              publications.add(
                  announcements.assessed(
                      ++seq, work.standing, model.number(), recordedAt, work.traceparent));
            }
          });
      publications.forEach(publication -> rows.publication(owned.number(), publication));
    }

    void adopt() {
      owned.committed(claim);
      owned.adopt(positions, timestamps, imports, written, publications);
    }
  }

  /** Of what time alone has caused there is none, though a record was what let it pass. */
  private static String traceparent(Cause cause, Received received) {
    return received == null || cause.type().equals(Cause.TIME_PASSED)
        ? null
        : received.traceparent();
  }

  private static boolean isVisiblyDifferent(Standing before, Standing after) {
    if (before.assessment() == null || after.assessment() == null) {
      return before.assessment() != after.assessment();
    }
    // a tier may have been left and reached again
    return before.sequence() != after.sequence()
        || isDifferent(before.assessment(), after.assessment());
  }

  private static boolean isDifferent(Assessment before, Assessment after) {
    return !Objects.equals(before.scores(), after.scores())
        || !Objects.equals(before.segment(), after.segment())
        || before.lifecycle() != after.lifecycle();
  }

  /** A customer under way. */
  private static final class Work {
    private final StoredCustomer before;
    private Standing standing;
    private final List<FactKey> orders = new ArrayList<>(2);
    private final List<FactKey> feedback = new ArrayList<>(0);
    private CustomerAttributes attributes;
    private long attributesVersion;

    /** Of the record that came last; null for none, or when only time has passed since. */
    private String traceparent;

    private Work(StoredCustomer before) {
      this.before = before;
      this.standing = before.standing();
      this.attributesVersion = before.attributesVersion();
    }

    /** Remembers where {@code fact} changes what is stored: where it was, and where it is now. */
    private void touch(Fact fact) {
      var known = fact.knownIn(standing.facts());
      if (known instanceof KnownOrder order) {
        orders.add(order.order().key());
      } else if (known instanceof KnownFeedback one) {
        feedback.add(one.feedback().key());
      }
      if (fact instanceof OrderFact order) {
        orders.add(order.order().key());
      } else if (fact instanceof Feedback one) {
        feedback.add(one.key());
      }
    }

    private CustomerChange change() {
      return new CustomerChange(before, standing, orders, feedback, attributes, attributesVersion);
    }
  }
}
