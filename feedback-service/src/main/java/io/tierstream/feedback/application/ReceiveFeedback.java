package io.tierstream.feedback.application;

import io.tierstream.events.Ids;
import io.tierstream.events.Outbox;
import io.tierstream.feedback.domain.ErasedCustomer;
import io.tierstream.feedback.domain.FactTime;
import io.tierstream.feedback.domain.Feedback;
import io.tierstream.feedback.domain.Feedback.Said;
import io.tierstream.feedback.domain.FeedbackKind;
import io.tierstream.feedback.domain.Urgencies;
import io.tierstream.feedback.messaging.FeedbackEvents;
import io.tierstream.feedback.persistence.ErasedCustomers;
import io.tierstream.feedback.persistence.Feedbacks;
import io.tierstream.feedback.persistence.Tiers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Set;

/** A customer says something. */
@ApplicationScoped
public class ReceiveFeedback {

  private final ErasedCustomers erased;
  private final Feedbacks feedbacks;
  private final Tiers tiers;
  private final Urgencies urgencies;
  private final Outbox outbox;
  private final FeedbackEvents events;
  private final Ids ids;
  private final Clock clock;

  ReceiveFeedback(
      ErasedCustomers erased,
      Feedbacks feedbacks,
      Tiers tiers,
      Urgencies urgencies,
      Outbox outbox,
      FeedbackEvents events,
      Ids ids,
      Clock clock) {
    this.erased = erased;
    this.feedbacks = feedbacks;
    this.tiers = tiers;
    this.urgencies = urgencies;
    this.outbox = outbox;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * The feedback as it is kept; a complaint is as urgent as its customer's tier has it.
   *
   * @throws ErasedCustomer when the customer is
   */
  @Transactional
  public Feedback receive(NewFeedback wish) {
    if (erased.has(wish.customerId())) {
      throw new ErasedCustomer(wish.customerId());
    }
    var now = clock.instant();
    var said =
        new Said(
            wish.feedbackId() == null ? ids.next() : wish.feedbackId(),
            wish.customerId(),
            wish.kind(),
            wish.rating(),
            wish.nps(),
            wish.orderId(),
            wish.channel(),
            wish.text());
    var at =
        FactTime.accepted("occurredAt", wish.occurredAt() == null ? now : wish.occurredAt(), now);
    var received = Feedback.receive(said, urgencies.of(tier(said)), at);
    feedbacks.add(received.feedback());
    outbox.append(events.live(received));
    return received.feedback();
  }

  private String tier(Said said) {
    return said.kind() == FeedbackKind.COMPLAINT
        ? tiers.held(Set.of(said.customerId())).get(said.customerId())
        : null;
  }
}
