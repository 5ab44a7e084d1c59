package io.tierstream.order.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.Ids;
import io.tierstream.events.OutboxRecord;
import io.tierstream.events.ServiceIdentity;
import io.tierstream.events.Topics;
import io.tierstream.order.domain.OrderFact;
import io.tierstream.order.domain.OrderFact.OrderCancelled;
import io.tierstream.order.domain.OrderFact.OrderPaid;
import io.tierstream.order.domain.OrderFact.OrderPlaced;
import io.tierstream.order.domain.OrderFact.OrderRefunded;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;

/** What this service tells the others, as records of its topic. */
@ApplicationScoped
public class OrderEvents {

  private final ObjectMapper json;
  private final Ids ids;
  private final Clock clock;
  private final String source;

  OrderEvents(ObjectMapper json, Ids ids, Clock clock, ServiceIdentity identity) {
    this.json = json;
    this.ids = ids;
    this.clock = clock;
    this.source = identity.name();
  }

  /** A fact of today, stamped with the service's clock. */
  public OutboxRecord live(OrderFact fact) {
    return record(fact, clock.instant(), null);
  }

  /** A fact that {@code job} brought from the past, stamped with its own instant. */
  public OutboxRecord backfill(OrderFact fact, String job) {
    return record(fact, fact.occurredAt(), job);
  }

  private OutboxRecord record(OrderFact fact, Instant timestamp, String backfill) {
    var order = fact.order();
    var data = bytes(OrderV1.of(fact));
    var event = event(type(fact), fact.occurredAt(), order.orderId(), backfill, data);
    return OutboxRecord.byKey(Topics.ORDERS, order.customerId(), timestamp, event);
  }

  private CloudEvent event(String type, Instant at, String subject, String backfill, byte[] data) {
    return new CloudEvent(
        ids.next(), source, CloudEvent.TYPE_PREFIX + type, at, subject, backfill, null, data);
  }

  private static String type(OrderFact fact) {
    if (fact instanceof OrderPlaced) {
      return "order.placed.v1";
    } else if (fact instanceof OrderPaid) {
      return "order.paid.v1";
    } else if (fact instanceof OrderRefunded) {
      return "order.refunded.v1";
    } else if (fact instanceof OrderCancelled) {
      return "order.cancelled.v1";
    }
    throw new IllegalArgumentException("no event says " + fact.getClass().getSimpleName());
  }

  private byte[] bytes(Object payload) {
    try {
      return json.writeValueAsBytes(payload);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a payload can't be written as JSON", e);
    }
  }
}
