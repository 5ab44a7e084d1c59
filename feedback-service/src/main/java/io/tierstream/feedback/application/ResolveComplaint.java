package io.tierstream.feedback.application;

import io.tierstream.events.Outbox;
import io.tierstream.feedback.domain.Feedback;
import io.tierstream.feedback.messaging.FeedbackEvents;
import io.tierstream.feedback.persistence.ErasedCustomers;
import io.tierstream.feedback.persistence.Feedbacks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.function.Consumer;

/** An open complaint is resolved. */
@ApplicationScoped
public class ResolveComplaint {

  private final ErasedCustomers erased;
  private final Feedbacks feedbacks;
  private final Outbox outbox;
  private final FeedbackEvents events;
  private final Clock clock;

  ResolveComplaint(
      ErasedCustomers erased,
      Feedbacks feedbacks,
      Outbox outbox,
      FeedbackEvents events,
      Clock clock) {
    this.erased = erased;
    this.feedbacks = feedbacks;
    this.outbox = outbox;
    this.events = events;
    this.clock = clock;
  }

  /**
   * The complaint after its resolution.
   *
   * @param rating how the customer rates what was done; may be null
   * @param note for colleagues; may be null; isn't kept of a customer who is erased
   * @param expectation refuses, by throwing, a complaint that isn't as the caller has seen it
   */
  @Transactional
  public Feedback resolve(
      String feedbackId, BigDecimal rating, String note, Consumer<Feedback> expectation) {
    erased.hold();
    var complaint = feedbacks.locked(feedbackId);
    expectation.accept(complaint);
    var kept = erased.has(complaint.customerId()) ? null : note;
    var resolved = complaint.resolve(rating, kept, clock.instant());
    feedbacks.keep(resolved.feedback());
    outbox.append(events.live(resolved));
    return resolved.feedback();
  }
}
