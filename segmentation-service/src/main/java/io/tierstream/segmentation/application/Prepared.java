package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.Application;
import io.tierstream.segmentation.domain.Assessment;
import io.tierstream.segmentation.domain.Bond;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.CustomerAttributes;
import io.tierstream.segmentation.domain.Fact;
import io.tierstream.segmentation.domain.FactKey;
import io.tierstream.segmentation.domain.Facts;
import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.Fold;
import io.tierstream.segmentation.domain.KnownFeedback;
import io.tierstream.segmentation.domain.KnownOrder;
import io.tierstream.segmentation.domain.ModelTimeline;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.domain.Pin;
import io.tierstream.segmentation.domain.RateKey;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.domain.Step;
import io.tierstream.segmentation.domain.Transfer;
import io.tierstream.segmentation.persistence.Claim;
import io.tierstream.segmentation.persistence.CommitRows;
import io.tierstream.segmentation.persistence.CustomerChange;
import io.tierstream.segmentation.persistence.ParkedRecord;
import io.tierstream.segmentation.persistence.PositionMove;
import io.tierstream.segmentation.persistence.Publication;
import io.tierstream.segmentation.persistence.StoredCustomer;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A commit in the making: folds records and time into standings beside what the owners know, which
 * changes only when {@link #adopt} says that the commit is through.
 */
public final class Prepared {

  private final Announcements announcements;
  private final Instant recordedAt;
  private final Map<String, StoredCustomer> loaded;
  private final Map<OwnedNumber, List<ParkedRecord>> waiting;
  private final Map<String, List<Application>> histories;
  private final Map<OwnedNumber, Part> parts = new LinkedHashMap<>();
  private final CommitRows rows;
  private int applied;
  private int stale;
  private int skipped;
  private int refused;
  private int swept;
  private int changes;

  /**
   * @param expected roughly how many records, or customers, it is about
   * @param loaded customers that their owners don't hold, by id; who is in neither place is new
   * @param waiting the records that wait for rates that the commit is about
   * @param histories all applications of customers of whom that is needed, by id
   */
  Prepared(
      Announcements announcements,
      Instant recordedAt,
      int expected,
      Map<String, StoredCustomer> loaded,
      Map<OwnedNumber, List<ParkedRecord>> waiting,
      Map<String, List<Application>> histories) {
    this.announcements = announcements;
    this.recordedAt = recordedAt;
    this.rows = new CommitRows(recordedAt, expected);
    this.loaded = loaded;
    this.waiting = waiting;
    this.histories = histories;
  }

  /**
   * Folds one record in.
   *
   * @throws HistoryNeededException when the history isn't at hand; of no use any more then
   */
  void fold(Received received) throws HistoryNeededException {
    var part = part(received.owned());
    // Nearly all are facts, which need no history.
    if (received.intake() instanceof Intake.OfCustomer intake
        && !(intake instanceof Intake.FactTaken)) {
      part.requireHistory(intake, received);
    }
    if (received.intake() instanceof Intake.FactTaken fact) {
      part.fact(fact, received);
    } else if (received.intake() instanceof Intake.ForeignFactTaken foreign) {
      part.foreignFact(foreign, received);
    } else if (received.intake() instanceof Intake.RateSet rate) {
      part.rateSet(rate);
    } else if (received.intake() instanceof Intake.CustomerTaken customer) {
      part.customer(customer, received);
    } else if (received.intake() instanceof Intake.FactsTransferred transferred) {
      part.transferred(transferred, received);
    } else if (received.intake() instanceof Intake.FactForwarded forwarded) {
      part.forwarded(forwarded, received);
    } else if (received.intake() instanceof Intake.FactsReturned returned) {
      part.returned(returned, received);
    } else if (received.intake() instanceof Intake.ImportStarted started) {
      part.imports.started(received.topic(), started.job(), started.at());
    } else if (received.intake() instanceof Intake.ImportEnded ended) {
      part.imports.ended(received.topic(), ended.job(), ended.at());
    } else if (received.intake() instanceof Intake.ModelPublished published) {
      part.published(published);
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
    var work = part.work(customerId);
    part.take(work, part.fold.advance(work.standing, to), null);
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
    private ModelTimeline models;
    private Fold fold;
    private final Map<String, Long> positions = new HashMap<>();
    private final Map<String, Instant> timestamps = new HashMap<>();
    private final ImportJobs imports;
    private final Map<String, Work> works = new LinkedHashMap<>();
    private final List<Publication> publications = new ArrayList<>();
    private final Map<RateKey, BigDecimal> rates = new HashMap<>();
    private final List<ParkedRecord> parked = new ArrayList<>();
    private final Map<String, StoredCustomer> written = new HashMap<>();
    private long seq;

    Part(OwnedNumber owned) {
      this.owned = owned;
      this.claim = owned.claim();
      this.imports = owned.imports().copy();
      this.models = owned.models();
      this.fold = new Fold(models, imports);
      this.seq = owned.lastSeq();
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

    void published(Intake.ModelPublished published) {
      var inForce = new ModelTimeline.InForce(published.model(), published.effectiveAt());
      var more = models.with(inForce.model(), inForce.from());
      if (more == models) {
        stale++;
        return;
      }
      applied++;
      models = more;
      fold = new Fold(models, imports);
      rows.model(owned.number(), inForce);
    }

    void fact(Intake.FactTaken taken, Received received) {
      var work = work(taken.customerId());
      var step = fold.apply(work.standing, taken.fact(), taken.recordTimestamp(), taken.cause());
      if (step.applications().isEmpty()) {
        stale++;
        if (taken.fact().isStaleIn(work.standing.facts())) {
          rows.staleFact(taken.customerId(), taken.fact(), received.topic(), received.offset());
        }
        return;
      }
      applied++;
      work.touch(taken.fact());
      take(work, step, received);
      if (!(taken.fact() instanceof Pin)) { // which is the merged customer's own affair
        var carried = new Transfer.Carried(null, taken.fact());
        forward(work, carried, taken.recordTimestamp(), taken.cause(), received);
      }
    }

    /** A merged customer's fact goes on to whom it counts for. */
    private void forward(
        Work work,
        Transfer.Carried carried,
        Instant recordTimestamp,
        Cause cause,
        Received received) {
      if (work.standing.bonds().mergedInto() != null) {
        publications.add(
            announcements.forwarded(
                ++seq,
                work.standing,
                carried,
                recordTimestamp,
                cause,
                recordedAt,
                received.traceparent()));
      }
    }

    void forwarded(Intake.FactForwarded taken, Received received) {
      var work = work(taken.customerId());
      var step =
          fold.applyForwarded(
              work.standing,
              taken.from(),
              taken.version(),
              taken.carried(),
              taken.recordTimestamp(),
              taken.cause());
      if (step.applications().isEmpty()) {
        stale++;
        return;
      }
      applied++;
      work.touch(taken.carried().fact());
      take(work, step, received);
      var way = Transfer.way(taken.from(), taken.carried().via());
      var carried = new Transfer.Carried(way, taken.carried().fact());
      forward(work, carried, taken.recordTimestamp(), taken.cause(), received);
    }

    void transferred(Intake.FactsTransferred taken, Received received) {
      var work = work(taken.customerId());
      var transfer = taken.transfer();
      var step = fold.transfer(work.standing, transfer);
      if (step.applications().isEmpty()) {
        stale++;
        return;
      }
      applied++;
      transfer.facts().forEach(carried -> work.touch(carried.fact()));
      take(work, step, received);
      var further = work.standing.bonds().mergedInto();
      if (further != null) {
        transfer.through(work.standing).forEach(piece -> send(further, piece, received));
      }
    }

    private void send(String survivor, Transfer transfer, Received received) {
      publications.add(
          announcements.transferred(++seq, survivor, transfer, recordedAt, received.traceparent()));
    }

    void returned(Intake.FactsReturned taken, Received received) {
      var customerId = taken.customerId();
      if (giveBack(work(customerId), taken.bond(), taken.at(), taken.cause(), received)) {
        applied++;
      } else {
        stale++;
      }
    }

    private boolean giveBack(
        Work work, Bond.GivenBack bond, Instant at, Cause cause, Received received) {
      var customerId = work.standing.customerId();
      var step = fold.restore(work.standing, bond, at, cause, histories.get(customerId));
      if (step.applications().isEmpty()) {
        return false;
      }
      work.touchLost(step.standing().facts());
      take(work, step, received);
      var further = work.standing.bonds().mergedInto();
      if (further != null) {
        var way = Transfer.way(customerId, bond.via());
        giveBackTo(further, new Bond.GivenBack(way, bond.version()), at, cause, received);
      }
      return true;
    }

    private void giveBackTo(
        String survivor, Bond.GivenBack bond, Instant at, Cause cause, Received received) {
      publications.add(
          announcements.returned(
              ++seq, survivor, bond, at, cause, recordedAt, received.traceparent()));
    }

    void requireHistory(Intake.OfCustomer intake, Received received) throws HistoryNeededException {
      if (!histories.containsKey(intake.customerId())
          && intake.needsHistoryOf(work(intake.customerId()).standing)) {
        throw new HistoryNeededException(received);
      }
    }

    void foreignFact(Intake.ForeignFactTaken taken, Received received) {
      if (work(taken.customerId()).standing.bonds().isErased()) {
        stale++;
        return;
      }
      var day = taken.order().rateDay();
      var key = day == null ? null : new RateKey(taken.order().currency(), day);
      var rate = key == null ? null : rate(key);
      if (key != null && rate == null) {
        refused++;
        parked.add(taken.parked());
        deadLetter(taken.letter());
        return;
      }
      fact(
          new Intake.FactTaken(
              taken.customerId(),
              new OrderFact(taken.order().at(rate), taken.occurredAt()),
              taken.recordTimestamp(),
              taken.cause()),
          received);
    }

    private BigDecimal rate(RateKey key) {
      var rate = rates.get(key);
      return rate == null ? owned.rate(key) : rate;
    }

    /** What waited for the rate goes back to its topic, as it was, and comes again from there. */
    void rateSet(Intake.RateSet set) {
      if (rate(set.key()) != null) {
        stale++;
        return;
      }
      applied++;
      rates.put(set.key(), set.rate());
      rows.rate(owned.number(), set.key(), set.rate());
      for (var record : waiting.getOrDefault(owned, List.of())) {
        if (record.waitsFor().equals(set.key())) {
          rows.unpark(owned.number(), record);
          publishAgain(record);
        }
      }
      for (var each = parked.iterator(); each.hasNext(); ) {
        var record = each.next();
        if (record.waitsFor().equals(set.key())) {
          each.remove();
          publishAgain(record);
        }
      }
    }

    private void publishAgain(ParkedRecord record) {
      publications.add(
          new Publication(
              ++seq, record.topic(), recordedAt, record.key(), record.headers(), record.value()));
    }

    /** Each record says all of a customer: what came before it needn't have been heard of. */
    void customer(Intake.CustomerTaken taken, Received received) {
      var work = work(taken.customerId());
      var until = work.standing.bonds();
      if (taken.version() <= work.attributesVersion || until.isErased()) {
        stale++;
        return;
      }
      applied++;
      var missedOne = taken.version() > work.attributesVersion + 1;
      work.attributes = taken.isErased() ? CustomerAttributes.none() : taken.attributes();
      work.attributesVersion = taken.version();
      if (taken.isErased()) {
        erase(work, taken, missedOne, received);
      } else if (!Objects.equals(until.mergedInto(), taken.mergedInto())) {
        if (until.mergedInto() != null) {
          unmerge(work, taken, received);
        }
        if (taken.mergedInto() != null) {
          merge(work, taken, received);
        }
      }
    }

    private void merge(Work work, Intake.CustomerTaken taken, Received received) {
      var bond = new Bond.MergedInto(taken.mergedInto(), taken.version());
      take(work, fold.merge(work.standing, bond, taken.at(), taken.cause()), received);
      var history = histories.get(taken.customerId());
      Transfer.of(work.standing, history, taken.at(), taken.cause())
          .forEach(transfer -> send(taken.mergedInto(), transfer, received));
    }

    private void unmerge(Work work, Intake.CustomerTaken taken, Received received) {
      var survivor = work.standing.bonds().mergedInto();
      var bond = new Bond.Unmerged(survivor, taken.version());
      var history = histories.get(taken.customerId());
      take(work, fold.restore(work.standing, bond, taken.at(), taken.cause(), history), received);
      var back = new Bond.GivenBack(taken.customerId(), taken.version());
      giveBackTo(survivor, back, taken.at(), taken.cause(), received);
    }

    /**
     * Nobody is erased while merged but together with the survivor, whose past stays as it was.
     * Where a version is missing, it may have been the end of the merge: the survivor lives on
     * then.
     *
     * @param missedOne whether not all versions before this one were heard of
     */
    private void erase(
        Work work, Intake.CustomerTaken taken, boolean missedOne, Received received) {
      var customerId = taken.customerId();
      var survivor = work.standing.bonds().mergedInto();
      var bond = new Bond.Erased(taken.version());
      var step = fold.erase(work.standing, bond, taken.at(), taken.cause());
      work.touchLost(step.standing().facts());
      take(work, step, received);
      rows.erase(customerId);
      work.erasure = taken;
      if (survivor != null && missedOne) {
        var back = new Bond.GivenBack(customerId, taken.version());
        giveBackTo(survivor, back, taken.at(), taken.cause(), received);
      }
    }

    void take(Work work, Step step, Received received) {
      work.standing = step.standing();
      work.traceparent = received == null ? null : received.traceparent();
      for (var application : step.applications()) {
        rows.application(
            work.standing.customerId(),
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
      parked.forEach(record -> rows.park(owned.number(), record, recordedAt));
      imports.changed().forEach(job -> rows.importJob(owned.number(), job));
      works.forEach(
          (customerId, work) -> {
            var change = work.change();
            if (change.isNone()) {
              written.put(customerId, work.before);
              return;
            }
            written.put(customerId, rows.customer(owned.number(), change));
            if (work.erasure != null) {
              publications.add(
                  announcements.erased(
                      ++seq, customerId, work.erasure.version(), work.erasure.at(), recordedAt));
            } else if (isVisiblyDifferent(work.before.standing(), work.standing)) {
              publications.add(
                  announcements.assessed(++seq, work.standing, recordedAt, work.traceparent));
            }
          });
      publications.forEach(publication -> rows.publication(owned.number(), publication));
    }

    void adopt() {
      owned.committed(claim);
      owned.adopt(positions, timestamps, imports, models, rates, written, publications);
    }
  }

  /** Of what came by itself there is none, though a record was what let time pass. */
  private static String traceparent(Cause cause, Received received) {
    return received == null || cause.isByItself() ? null : received.traceparent();
  }

  private static boolean isVisiblyDifferent(Standing before, Standing after) {
    if (before.assessment() == null || after.assessment() == null) {
      return before.assessment() != after.assessment();
    }
    // a tier may have been left and reached again
    return before.sequence() != after.sequence()
        || before.model() != after.model()
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

    /** By which the customer was erased; null when it wasn't. */
    private Intake.CustomerTaken erasure;

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

    /** Remembers where facts are stored that aren't among {@code left}. */
    private void touchLost(Facts left) {
      for (var known : standing.facts().orders().all()) {
        if (!known.equals(left.orders().get(known.order().orderId()))) {
          orders.add(known.order().key());
        }
      }
      for (var known : standing.facts().feedback().all()) {
        if (!known.equals(left.feedback().get(known.feedback().feedbackId()))) {
          feedback.add(known.feedback().key());
        }
      }
    }

    private CustomerChange change() {
      return new CustomerChange(before, standing, orders, feedback, attributes, attributesVersion);
    }
  }
}
