package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.Application;
import io.tierstream.segmentation.domain.OrderKey;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.domain.TierChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Everything that one commit writes; built in memory, written by {@link Commits}. */
public final class CommitRows {

  final List<Claim> claims = new ArrayList<>();
  final List<PositionMove> positions = new ArrayList<>();
  final List<StandingRow> standings = new ArrayList<>();
  final List<JobRow> jobs = new ArrayList<>();
  final List<PageRow> pages = new ArrayList<>();
  final CopyText applications = new CopyText();
  final CopyText tierChanges = new CopyText();
  final CopyText publications = new CopyText();

  record StandingRow(int number, Standing standing, long rowVersion, int pages, byte[] tail) {}

  record PageRow(String customerId, int page, byte[] orders) {}

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
   * Writes a customer's new standing.
   *
   * @param before as stored so far
   * @param touched keys under which an order was or is
   * @return as it will be stored
   */
  public StoredCustomer standing(
      int number, StoredCustomer before, Standing standing, Collection<OrderKey> touched) {
    // Without touched orders the tail stays as it is, null here; a new row needs one all the same.
    var change =
        touched.isEmpty() && before.rowVersion() > 0
            ? new PageLayout.Change(before.layout(), null, List.of())
            : before.layout().changed(standing.orders(), touched);
    var layout = change.layout();
    standings.add(
        new StandingRow(number, standing, before.rowVersion() + 1, layout.pages(), change.tail()));
    for (var page : change.pages()) {
      pages.add(new PageRow(standing.customerId(), page.number(), page.orders()));
    }
    return new StoredCustomer(standing, before.rowVersion() + 1, layout);
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
    var order = fact == null ? null : fact.order();
    applications
        .field(customerId)
        .field(application.ordinal())
        .field(application.at())
        .field(recordedAt)
        .field(application.cause().type())
        .field(application.cause().eventId())
        .field(application.cause().backfill())
        .field(fact == null ? null : topic)
        .field(fact == null ? null : offset);
    if (order == null) {
      for (int column = 0; column < 8; column++) {
        applications.field((String) null);
      }
    } else {
      applications
          .field(order.orderId())
          .field(order.version())
          .field(order.status().name())
          .field(order.total())
          .field(order.refunded())
          .field(order.placedAt())
          .field(order.paidAt())
          .field(fact.occurredAt());
    }
    applications.field(application.supersedes()).endRow();
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
