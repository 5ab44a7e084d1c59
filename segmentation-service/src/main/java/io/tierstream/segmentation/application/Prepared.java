package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.Assessment;
import io.tierstream.segmentation.domain.BackfillJobs;
import io.tierstream.segmentation.domain.Fold;
import io.tierstream.segmentation.domain.OrderKey;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.domain.Step;
import io.tierstream.segmentation.persistence.Claim;
import io.tierstream.segmentation.persistence.CommitRows;
import io.tierstream.segmentation.persistence.ImportJob;
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
import java.util.TreeSet;

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
    if (received.intake() instanceof Intake.OrderTaken order) {
      part.order(order, received);
    } else if (received.intake() instanceof Intake.ImportStarted started) {
      part.jobs.putIfAbsent(
          started.job(), new ImportJob(received.topic(), started.job(), started.at(), null));
      part.changedJobs.add(started.job());
    } else if (received.intake() instanceof Intake.ImportEnded ended) {
      part.jobs.compute(
          ended.job(),
          (id, job) ->
              new ImportJob(
                  received.topic(),
                  id,
                  job == null ? ended.at() : job.startedAt(),
                  job == null || job.endedAt() == null ? ended.at() : job.endedAt()));
      part.changedJobs.add(ended.job());
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
    part.take(customerId, part.fold.advance(before, to), null, List.of());
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
   * @param applied facts that were folded
   * @param stale facts of a version already known
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
    private final Map<String, ImportJob> jobs;
    private final Set<String> changedJobs = new TreeSet<>();
    private final Map<String, Work> works = new LinkedHashMap<>();
    private final List<Publication> publications = new ArrayList<>();
    private final Map<String, StoredCustomer> written = new HashMap<>();
    private long seq;

    Part(OwnedNumber owned) {
      this.owned = owned;
      this.claim = owned.claim();
      this.jobs = new HashMap<>(owned.jobs());
      this.fold = new Fold(model, backfillJobs());
      this.seq = owned.lastSeq();
    }

    private BackfillJobs backfillJobs() {
      return job -> {
        var known = jobs.get(job);
        return known == null || known.endedAt() == null ? Instant.MAX : known.endedAt();
      };
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

    void order(Intake.OrderTaken taken, Received received) {
      var before = customer(taken.customerId());
      var step = fold.apply(before, taken.fact(), taken.recordTimestamp(), taken.cause());
      if (step.applications().isEmpty()) {
        stale++;
        return;
      }
      applied++;
      var touched = new ArrayList<OrderKey>(2);
      var known = before.orders().get(taken.fact().order().orderId());
      if (known != null) {
        touched.add(known.order().key());
      }
      touched.add(taken.fact().order().key());
      take(taken.customerId(), step, received, touched);
    }

    void take(String customerId, Step step, Received received, List<OrderKey> touched) {
      var work = work(customerId);
      work.standing = step.standing();
      work.touched.addAll(touched);
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
        var announced = announcements.tierChanged(++seq, change, recordedAt);
        rows.tierChange(change, recordedAt, announced.eventId(), announced.payload());
        publications.add(announced.publication());
      }
      for (var risk : step.risks()) {
        publications.add(announcements.atRisk(++seq, risk, recordedAt));
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
      changedJobs.forEach(job -> rows.importJob(owned.number(), jobs.get(job)));
      works.forEach(
          (customerId, work) -> {
            if (work.standing == work.before.standing()) {
              written.put(customerId, work.before);
              return;
            }
            written.put(
                customerId,
                rows.standing(owned.number(), work.before, work.standing, work.touched));
            if (isVisiblyDifferent(work.before.standing(), work.standing)) {
              publications.add(
                  announcements.assessed(++seq, work.standing, model.number(), recordedAt));
            }
          });
      publications.forEach(publication -> rows.publication(owned.number(), publication));
    }

    void adopt() {
      owned.committed(claim);
      owned.adopt(positions, timestamps, jobs, written, publications);
    }
  }

  private static boolean isVisiblyDifferent(Standing before, Standing after) {
    return before.assessment() == null
        || !Objects.equals(before.tier(), after.tier())
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
    private final List<OrderKey> touched = new ArrayList<>(2);

    private Work(StoredCustomer before) {
      this.before = before;
      this.standing = before.standing();
    }
  }
}
