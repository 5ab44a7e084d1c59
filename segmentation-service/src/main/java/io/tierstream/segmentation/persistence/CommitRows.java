package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.Application;
import io.tierstream.segmentation.domain.Bond;
import io.tierstream.segmentation.domain.CustomerAttributes;
import io.tierstream.segmentation.domain.Fact;
import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.ModelTimeline;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.domain.Pin;
import io.tierstream.segmentation.domain.RateKey;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.domain.TierChange;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Everything that one commit writes; built in memory, written by {@link Commits}. */
public final class CommitRows {

  /** Of an application that only orders have. */
  private static final int ORDER_COLUMNS = 10;

  /** Of rows that are written beside commits. */
  static final Instant NO_COMMIT = Instant.EPOCH;

  /** So many travel with others; with more, COPY gains what its trips cost. */
  private static final int FEW = 32;

  final Instant recordedAt;
  final List<Claim> claims = new ArrayList<>();
  final List<PositionMove> positions = new ArrayList<>();
  final List<StandingRow> standings = new ArrayList<>();
  final List<JobRow> jobs = new ArrayList<>();
  final List<ModelRow> models = new ArrayList<>();
  final List<UnparkRow> unparked = new ArrayList<>();
  final Rows rates;
  final Rows parked;
  final List<PageRow> orderPages = new ArrayList<>();
  final List<PageRow> feedbackPages = new ArrayList<>();
  final Rows orderApplications;
  final Rows feedbackApplications;
  final Rows pinApplications;
  final List<String> erased = new ArrayList<>();
  final Rows staleOrders;
  final Rows staleFeedback;
  final Rows tierChanges;
  final Rows publications;

  /**
   * A standing to write.
   *
   * @param tail the newest orders; null when they stay
   * @param feedback null when it stays
   * @param attributes null when they stay
   */
  record StandingRow(
      int number,
      Standing standing,
      long rowVersion,
      int pages,
      byte[] tail,
      FeedbackPart feedback,
      AttributesPart attributes) {}

  /** The newest feedback; null when only older has changed. */
  record FeedbackPart(int pages, byte[] tail) {}

  record AttributesPart(long version, CustomerAttributes attributes) {}

  record PageRow(String customerId, int page, byte[] bytes) {}

  record JobRow(int number, ImportJob job) {}

  record UnparkRow(int number, String topic, long offset) {}

  record ModelRow(int number, ModelTimeline.InForce inForce) {}

  /**
   * @param recordedAt the instant of the commit
   * @param expected roughly how many records, or customers, it is about
   */
  public CommitRows(Instant recordedAt, int expected) {
    this.recordedAt = recordedAt;
    Supplier<Rows> none = areFew(expected) ? ArrayRows::new : CopyRows::new;
    this.rates = none.get();
    this.parked = none.get();
    this.orderApplications = none.get();
    this.feedbackApplications = none.get();
    this.pinApplications = none.get();
    this.staleOrders = none.get();
    this.staleFeedback = none.get();
    this.tierChanges = none.get();
    this.publications = none.get();
  }

  /** Whether so many rows travel with other statements, and not by COPY. */
  static boolean areFew(int rows) {
    return rows <= FEW;
  }

  public void claim(Claim claim) {
    claims.add(claim);
  }

  public void position(PositionMove move) {
    positions.add(move);
  }

  public void importJob(int number, ImportJob job) {
    jobs.add(new JobRow(number, job));
  }

  /** The owner of {@code number} has heard of a model. */
  public void model(int number, ModelTimeline.InForce inForce) {
    models.add(new ModelRow(number, inForce));
  }

  /** The owner of {@code number} has heard of a rate. */
  public void rate(int number, RateKey key, BigDecimal rate) {
    rates.int4(number).text(key.currency()).date(key.day()).numeric(rate).endRow();
  }

  /** A record of {@code number} waits for a rate. */
  public void park(int number, ParkedRecord record, Instant parkedAt) {
    parked
        .int4(number)
        .text(record.topic())
        .int8(record.offset())
        .text(record.waitsFor().currency())
        .date(record.waitsFor().day())
        .timestamp(parkedAt)
        .bytes(record.key())
        .bytes(record.headers())
        .bytes(record.value())
        .endRow();
  }

  /** A record waits no more. */
  public void unpark(int number, ParkedRecord record) {
    unparked.add(new UnparkRow(number, record.topic(), record.offset()));
  }

  /**
   * Writes what has changed of a customer.
   *
   * @return as it will be stored
   */
  public StoredCustomer customer(int number, CustomerChange change) {
    var before = change.before();
    var standing = change.standing();
    // Without changed orders the tail stays as it is, null here; a new row needs one all the same.
    var orders =
        change.orders().isEmpty() && before.rowVersion() > 0
            ? new PageLayout.Change(before.orders(), null, List.of())
            : before.orders().changed(PageContent.of(standing.facts().orders()), change.orders());
    pages(standing.customerId(), orders, orderPages);
    var feedback =
        change.feedback().isEmpty()
            ? null
            : before
                .feedback()
                .changed(PageContent.of(standing.facts().feedback()), change.feedback());
    if (feedback != null) {
      pages(standing.customerId(), feedback, feedbackPages);
    }
    var rowVersion = before.rowVersion() + 1;
    standings.add(
        new StandingRow(
            number,
            standing,
            rowVersion,
            orders.layout().pages(),
            orders.tail(),
            feedback == null ? null : new FeedbackPart(feedback.layout().pages(), feedback.tail()),
            change.attributes() == null
                ? null
                : new AttributesPart(change.attributesVersion(), change.attributes())));
    return new StoredCustomer(
        standing,
        rowVersion,
        orders.layout(),
        feedback == null ? before.feedback() : feedback.layout(),
        change.attributesVersion());
  }

  /** What is left that may say more of this customer than its id is forgotten. */
  public void erase(String customerId) {
    erased.add(customerId);
  }

  private static void pages(String customerId, PageLayout.Change change, List<PageRow> into) {
    change.pages().forEach(page -> into.add(new PageRow(customerId, page.number(), page.bytes())));
  }

  /**
   * Keeps an application for ever.
   *
   * @param topic of the record that led to it, without prefix; null when time passed
   * @param offset of the record that led to it; null when time passed
   */
  public void application(
      String customerId, Application application, String topic, Long offset, Instant recordedAt) {
    var fact = application.fact();
    var rows = rowsOf(fact);
    rows.text(customerId)
        .int8(application.ordinal())
        .timestamp(application.at())
        .timestamp(recordedAt)
        .text(application.cause().type())
        .text(application.cause().eventId())
        .text(application.cause().backfill())
        .text(application.cause().isByItself() ? null : topic)
        .int8(application.cause().isByItself() ? null : offset)
        .timestamp(fact == null ? null : fact.occurredAt())
        .int8(application.supersedes())
        .int4(application.model())
        .text(application.via())
        .bool(application.isAssessed());
    bond(rows, application.bond());
    if (fact instanceof OrderFact taken) {
      order(rows, taken.order());
    } else if (fact instanceof Feedback feedback) {
      feedback(rows, feedback);
    } else if (fact instanceof Pin pin) {
      rows.int8(pin.version()).text(pin.tier()).timestamp(pin.until());
    } else {
      for (int column = 0; column < ORDER_COLUMNS; column++) {
        rows.text(null);
      }
    }
    rows.endRow();
  }

  private static void bond(Rows rows, Bond bond) {
    if (bond == null) {
      rows.text(null).text(null).int8(null);
      return;
    }
    if (bond instanceof Bond.MergedInto merged) {
      rows.text("MERGED").text(merged.survivor());
    } else if (bond instanceof Bond.Unmerged unmerged) {
      rows.text("UNMERGED").text(unmerged.survivor());
    } else if (bond instanceof Bond.Settled settled) {
      rows.text("SETTLED").text(settled.merged());
    } else if (bond instanceof Bond.GivenBack back) {
      rows.text("GIVEN_BACK").text(back.via());
    } else {
      rows.text("ERASED").text(null);
    }
    rows.int8(bond.version());
  }

  /** Keeps a version that came after a higher one; of pins only the highest ever counts. */
  public void staleFact(String customerId, Fact fact, String topic, long offset) {
    if (fact instanceof OrderFact taken) {
      staleFact(staleOrders, customerId, fact, topic, offset);
      order(staleOrders, taken.order());
      staleOrders.endRow();
    } else if (fact instanceof Feedback feedback) {
      staleFact(staleFeedback, customerId, fact, topic, offset);
      feedback(staleFeedback, feedback);
      staleFeedback.endRow();
    }
  }

  private void staleFact(Rows rows, String customerId, Fact fact, String topic, long offset) {
    rows.text(customerId)
        .timestamp(recordedAt)
        .text(topic)
        .int8(offset)
        .timestamp(fact.occurredAt());
  }

  private Rows rowsOf(Fact fact) {
    if (fact instanceof Pin) {
      return pinApplications;
    }
    return fact instanceof Feedback ? feedbackApplications : orderApplications;
  }

  private static void order(Rows rows, Order order) {
    rows.text(order.orderId())
        .int8(order.version())
        .text(order.status().name())
        .numeric(order.total())
        .numeric(order.refunded())
        .timestamp(order.placedAt())
        .timestamp(order.paidAt());
    var foreign = order.foreign();
    rows.text(foreign == null ? null : foreign.currency())
        .numeric(foreign == null ? null : foreign.total())
        .numeric(foreign == null ? null : foreign.refunded());
  }

  private static void feedback(Rows rows, Feedback feedback) {
    rows.text(feedback.feedbackId())
        .int8(feedback.version())
        .text(feedback.status().name())
        .text(feedback.kind().name())
        .numeric(feedback.rating())
        .int2(feedback.nps())
        .numeric(feedback.resolutionRating());
  }

  /**
   * Keeps a tier change for ever.
   *
   * @param eventId of the event that tells of it
   * @param event its payload
   */
  public void tierChange(TierChange change, Instant recordedAt, String eventId, String event) {
    tierChanges
        .text(change.customerId())
        .int8(change.sequence())
        .text(change.kind().name())
        .text(change.from())
        .text(change.to())
        .timestamp(change.effectiveAt())
        .timestamp(recordedAt)
        .text(eventId)
        .text(event)
        .endRow();
  }

  public void publication(int number, Publication publication) {
    publication(publications, number, publication);
  }

  static void publication(Rows rows, int number, Publication publication) {
    rows.int4(number)
        .int8(publication.seq())
        .text(publication.topic())
        .timestamp(publication.recordTime())
        .bytes(publication.key())
        .bytes(publication.headers())
        .bytes(publication.value())
        .endRow();
  }
}
