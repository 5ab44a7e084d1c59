package io.tierstream.customer.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.customer.domain.CustomerFact;
import io.tierstream.customer.domain.CustomerFact.AttributesChanged;
import io.tierstream.customer.domain.CustomerFact.ContactChanged;
import io.tierstream.customer.domain.CustomerFact.CustomerErased;
import io.tierstream.customer.domain.CustomerFact.CustomerMerged;
import io.tierstream.customer.domain.CustomerFact.CustomerRegistered;
import io.tierstream.customer.domain.CustomerFact.CustomerUnmerged;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.Ids;
import io.tierstream.events.OutboxRecord;
import io.tierstream.events.ServiceIdentity;
import io.tierstream.events.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** What this service tells the others, as records of its topic. */
@ApplicationScoped
public class CustomerEvents {

  private final ObjectMapper json;
  private final Ids ids;
  private final Clock clock;
  private final String source;

  CustomerEvents(ObjectMapper json, Ids ids, Clock clock, ServiceIdentity identity) {
    this.json = json;
    this.ids = ids;
    this.clock = clock;
    this.source = identity.name();
  }

  /** A fact of today, stamped with the service's clock; nothing when others don't hear of it. */
  public List<OutboxRecord> live(CustomerFact fact) {
    return record(fact, clock.instant(), null);
  }

  /** A fact that {@code job} brought from the past, stamped with its own instant. */
  public List<OutboxRecord> backfill(CustomerFact fact, String job) {
    return record(fact, fact.occurredAt(), job);
  }

  private List<OutboxRecord> record(CustomerFact fact, Instant timestamp, String backfill) {
    if (fact instanceof ContactChanged) {
      return List.of();
    }
    var customerId = fact.customer().customerId();
    var event =
        new CloudEvent(
            ids.next(),
            source,
            CloudEvent.TYPE_PREFIX + type(fact),
            fact.occurredAt(),
            customerId,
            backfill,
            null,
            bytes(payload(fact)));
    return List.of(OutboxRecord.byKey(Topics.CUSTOMERS, customerId, timestamp, event));
  }

  private static String type(CustomerFact fact) {
    if (fact instanceof CustomerRegistered) {
      return "customer.registered.v1";
    } else if (fact instanceof AttributesChanged) {
      return "customer.changed.v1";
    } else if (fact instanceof CustomerMerged) {
      return "customer.merged.v1";
    } else if (fact instanceof CustomerUnmerged) {
      return "customer.unmerged.v1";
    } else if (fact instanceof CustomerErased) {
      return "customer.erased.v1";
    }
    throw new IllegalArgumentException("no event says " + fact.getClass().getSimpleName());
  }

  private static Object payload(CustomerFact fact) {
    return fact instanceof CustomerErased erased
        ? CustomerErasedV1.of(erased)
        : CustomerV1.of(fact);
  }

  private byte[] bytes(Object payload) {
    try {
      return json.writeValueAsBytes(payload);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a payload can't be written as JSON", e);
    }
  }
}
