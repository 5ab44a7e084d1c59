package io.tierstream.feedback.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.Ids;
import io.tierstream.events.OutboxRecord;
import io.tierstream.events.ServiceIdentity;
import io.tierstream.events.Topics;
import io.tierstream.feedback.domain.FeedbackFact;
import io.tierstream.feedback.domain.FeedbackFact.FeedbackReceived;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;

/** What this service tells the others, as records of its topic. */
@ApplicationScoped
public class FeedbackEvents {

  private final ObjectMapper json;
  private final Ids ids;
  private final Clock clock;
  private final String source;

  FeedbackEvents(ObjectMapper json, Ids ids, Clock clock, ServiceIdentity identity) {
    this.json = json;
    this.ids = ids;
    this.clock = clock;
    this.source = identity.name();
  }

  /** A fact of today, stamped with the service's clock. */
  public OutboxRecord live(FeedbackFact fact) {
    return record(fact, clock.instant(), null);
  }

  /** A fact that {@code job} brought from the past, stamped with its own instant. */
  public OutboxRecord backfill(FeedbackFact fact, String job) {
    return record(fact, fact.occurredAt(), job);
  }

  private OutboxRecord record(FeedbackFact fact, Instant timestamp, String backfill) {
    var feedback = fact.feedback();
    var event =
        new CloudEvent(
            ids.next(),
            source,
            CloudEvent.TYPE_PREFIX + type(fact),
            fact.occurredAt(),
            feedback.feedbackId(),
            backfill,
            null,
            bytes(FeedbackV1.of(fact)));
    return OutboxRecord.byKey(Topics.FEEDBACK, feedback.customerId(), timestamp, event);
  }

  private static String type(FeedbackFact fact) {
    return fact instanceof FeedbackReceived ? "feedback.received.v1" : "feedback.resolved.v1";
  }

  private byte[] bytes(FeedbackV1 payload) {
    try {
      return json.writeValueAsBytes(payload);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a payload can't be written as JSON", e);
    }
  }
}
