package io.tierstream.events;

import io.tierstream.embedded.Infrastructure;
import java.time.Duration;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Tells of customers as customer-service does, for the tests of subscribers: its golden examples,
 * with other customers.
 */
public final class ToldCustomers implements AutoCloseable {

  private final ToldEvents events;

  public ToldCustomers(Infrastructure infrastructure) {
    events = new ToldEvents(infrastructure, "customer-service");
  }

  /** The customer is registered. */
  public RecordMetadata register(String customerId) {
    return send("customer.registered.v1", customerId);
  }

  /** The customer is merged into another one, whoever that is. */
  public RecordMetadata merge(String customerId) {
    return send("customer.merged.v1", customerId);
  }

  /** The customer is merged into that one. */
  public RecordMetadata merge(String customerId, String into, long version) {
    var data = ToldEvents.example("customer.merged.v1", customerId);
    data.put("mergedInto", into).put("version", version);
    return events.send(Topics.CUSTOMERS, "customer.merged.v1", customerId, data);
  }

  /** The customer isn't merged any more. */
  public RecordMetadata unmerge(String customerId, long version) {
    var data = ToldEvents.example("customer.unmerged.v1", customerId);
    data.put("version", version);
    return events.send(Topics.CUSTOMERS, "customer.unmerged.v1", customerId, data);
  }

  /** The customer is erased. */
  public RecordMetadata erase(String customerId) {
    return send("customer.erased.v1", customerId);
  }

  /** The same, of a service whose clock is ahead of everybody's. */
  public RecordMetadata eraseAhead(String customerId, Duration ahead) {
    return events.send(
        Topics.CUSTOMERS,
        "customer.erased.v1",
        customerId,
        ToldEvents.example("customer.erased.v1", customerId),
        ahead);
  }

  /** A record as it is given, under the envelope of an erasure. */
  public RecordMetadata raw(String key, String value) {
    return events.raw(Topics.CUSTOMERS, "customer.erased.v1", key, value);
  }

  private RecordMetadata send(String type, String customerId) {
    return events.send(Topics.CUSTOMERS, type, customerId, ToldEvents.example(type, customerId));
  }

  @Override
  public void close() {
    events.close();
  }
}
