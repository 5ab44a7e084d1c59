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

/** Everything that one commit writes; built in memory, written by {@link Commits}. */
public final class CommitRows {

  /** Of an application that only orders have. */
  private static final int ORDER_COLUMNS = 10;

  /** Of rows that are written beside commits. */
  static final Instant NO_COMMIT = Instant.EPOCH;

  final Instant recordedAt;
  final List<Claim> claims = new ArrayList<>();
  final List<PositionMove> positions = new ArrayList<>();
  final List<StandingRow> standings = new ArrayList<>();
  final List<JobRow> jobs = new ArrayList<>();
  final List<ModelRow> models = new ArrayList<>();
  final List<UnparkRow> unparked = new ArrayList<>();
  final CopyText rates = new CopyText();
  final CopyText parked = new CopyText();
  final List<PageRow> orderPages = new ArrayList<>();
  final List<PageRow> feedbackPages = new ArrayList<>();
  final CopyText orderApplications = new CopyText();
  final CopyText feedbackApplications = new CopyText();
  final CopyText pinApplications = new CopyText();
  final List<String> erased = new ArrayList<>();
  final CopyText staleOrders = new CopyText();
  final CopyText staleFeedback = new CopyText();
  final CopyText tierChanges = new CopyText();
  final CopyText publications = new CopyText();

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
   */
  public CommitRows(Instant recordedAt) {
    this.recordedAt = recordedAt;
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
    rates.field(number).field(key.currency()).field(key.day().toString()).field(rate).endRow();
  }

  /** A record of {@code number} waits for a rate. */
  public void park(int number, ParkedRecord record, Instant parkedAt) {
    parked
        .field(number)
        .field(record.topic())
        .field(record.offset())
        .field(record.waitsFor().currency())
        .field(record.waitsFor().day().toString())
        .field(parkedAt)
        .field(record.key())
        .field(record.headers())
        .field(record.value())
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
    rows.field(customerId)
        .field(application.ordinal())
        .field(application.at())
        .field(recordedAt)
        .field(application.cause().type())
        .field(application.cause().eventId())
        .field(application.cause().backfill())
        .field(application.cause().isByItself() ? null : topic)
        .field(application.cause().isByItself() ? null : offset)
        .field(fact == null ? null : fact.occurredAt())
        .field(application.supersedes())
        .field(application.model())
        .field(application.via())
        .field(String.valueOf(application.isAssessed()));
    bond(rows, application.bond());
    if (fact instanceof OrderFact taken) {
      order(rows, taken.order());
    } else if (fact instanceof Feedback feedback) {
      feedback(rows, feedback);
    } else if (fact instanceof Pin pin) {
      rows.field(pin.version()).field(pin.tier()).field(pin.until());
    } else {
      for (int column = 0; column < ORDER_COLUMNS; column++) {
        rows.field((String) null);
      }
    }
    rows.endRow();
  }

  private static void bond(CopyText rows, Bond bond) {
    if (bond == null) {
      rows.field((String) null).field((String) null).field((Long) null);
      return;
    }
    if (bond instanceof Bond.MergedInto merged) {
      rows.field("MERGED").field(merged.survivor());
    } else if (bond instanceof Bond.Unmerged unmerged) {
      rows.field("UNMERGED").field(unmerged.survivor());
    } else if (bond instanceof Bond.Settled settled) {
      rows.field("SETTLED").field(settled.merged());
    } else if (bond instanceof Bond.GivenBack back) {
      rows.field("GIVEN_BACK").field(back.via());
    } else {
      rows.field("ERASED").field((String) null);
    }
    rows.field(bond.version());
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

  private void staleFact(CopyText rows, String customerId, Fact fact, String topic, long offset) {
    rows.field(customerId).field(recordedAt).field(topic).field(offset).field(fact.occurredAt());
  }

  private CopyText rowsOf(Fact fact) {
    if (fact instanceof Pin) {
      return pinApplications;
    }
    return fact instanceof Feedback ? feedbackApplications : orderApplications;
  }

  private static void order(CopyText rows, Order order) {
    rows.field(order.orderId())
        .field(order.version())
        .field(order.status().name())
        .field(order.total())
        .field(order.refunded())
        .field(order.placedAt())
        .field(order.paidAt());
    var foreign = order.foreign();
    rows.field(foreign == null ? null : foreign.currency())
        .field(foreign == null ? null : foreign.total())
        .field(foreign == null ? null : foreign.refunded());
  }

  private static void feedback(CopyText rows, Feedback feedback) {
    rows.field(feedback.feedbackId())
        .field(feedback.version())
        .field(feedback.status().name())
        .field(feedback.kind().name())
        .field(feedback.rating())
        .field(feedback.nps() == null ? null : Long.valueOf(feedback.nps()))
        .field(feedback.resolutionRating());
  }

  /**
   * Keeps a tier change for ever.
   *
   * @param eventId of the event that tells of it
   * @param event its payload
   */
  public void tierChange(TierChange change, Instant recordedAt, String eventId, String event) {
    tierChanges
        .field(change.customerId())
        .field(change.sequence())
        .field(change.kind().name())
        .field(change.from())
        .field(change.to())
        .field(change.effectiveAt())
        .field(recordedAt)
        .field(eventId)
        .field(event)
        .endRow();
  }

  public void publication(int number, Publication publication) {
    publications
        .field(number)
        .field(publication.seq())
        .field(publication.topic())
        .field(publication.recordTime())
        .field(publication.key())
        .field(publication.headers())
        .field(publication.value())
        .endRow();
  }
}
