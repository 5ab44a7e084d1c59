package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.Application;
import io.tierstream.segmentation.domain.CustomerAttributes;
import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.domain.TierChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Everything that one commit writes; built in memory, written by {@link Commits}. */
public final class CommitRows {

  /** Of an application that only orders have. */
  private static final int ORDER_COLUMNS = 7;

  final List<Claim> claims = new ArrayList<>();
  final List<PositionMove> positions = new ArrayList<>();
  final List<StandingRow> standings = new ArrayList<>();
  final List<JobRow> jobs = new ArrayList<>();
  final List<PageRow> orderPages = new ArrayList<>();
  final List<PageRow> feedbackPages = new ArrayList<>();
  final CopyText orderApplications = new CopyText();
  final CopyText feedbackApplications = new CopyText();
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

  public void claim(Claim claim) {
    claims.add(claim);
  }

  public void position(PositionMove move) {
    positions.add(move);
  }

  public void importJob(int number, ImportJob job) {
    jobs.add(new JobRow(number, job));
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

  private static void pages(String customerId, PageLayout.Change change, List<PageRow> into) {
    change.pages().forEach(page -> into.add(new PageRow(customerId, page.number(), page.bytes())));
  }

  /**
   * Keeps an application for ever.
   *
   * @param topic of the fact's record, without prefix; null when time passed
   * @param offset of the fact's record; null when time passed
   */
  public void application(
      String customerId, Application application, String topic, Long offset, Instant recordedAt) {
    var fact = application.fact();
    var rows = fact instanceof Feedback ? feedbackApplications : orderApplications;
    rows.field(customerId)
        .field(application.ordinal())
        .field(application.at())
        .field(recordedAt)
        .field(application.cause().type())
        .field(application.cause().eventId())
        .field(application.cause().backfill())
        .field(fact == null ? null : topic)
        .field(fact == null ? null : offset)
        .field(fact == null ? null : fact.occurredAt())
        .field(application.supersedes());
    if (fact instanceof OrderFact taken) {
      order(rows, taken.order());
    } else if (fact instanceof Feedback feedback) {
      feedback(rows, feedback);
    } else {
      for (int column = 0; column < ORDER_COLUMNS; column++) {
        rows.field((String) null);
      }
    }
    rows.endRow();
  }

  private static void order(CopyText rows, Order order) {
    rows.field(order.orderId())
        .field(order.version())
        .field(order.status().name())
        .field(order.total())
        .field(order.refunded())
        .field(order.placedAt())
        .field(order.paidAt());
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
