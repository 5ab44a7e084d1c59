package io.tierstream.events;

import io.tierstream.embedded.Infrastructure;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Tells of tiers as segmentation does, for the tests of subscribers: its golden examples, with
 * other customers.
 */
public final class ToldTiers implements AutoCloseable {

  private final ToldEvents events;

  public ToldTiers(Infrastructure infrastructure) {
    events = new ToldEvents(infrastructure, "segmentation-service");
  }

  /** The customer's tier changes; null takes it away. */
  public RecordMetadata change(String customerId, String tier, long sequence) {
    var data = ToldEvents.example("tier.changed.v1", customerId);
    data.put("sequence", sequence).put("to", tier);
    if (tier == null) {
      data.put("kind", "REVOKED");
    }
    return events.send(Topics.TIER_CHANGES, "tier.changed.v1", customerId, data);
  }

  /** The customer's whole standing, on the topic that keeps the last one. */
  public RecordMetadata assess(String customerId, String tier, long sequence) {
    var data = ToldEvents.example("segment.assessed.v1", customerId);
    data.put("sequence", sequence).put("tier", tier);
    return events.send(Topics.CUSTOMER_SEGMENTS, "segment.assessed.v1", customerId, data);
  }

  /** The same tier, and a warning that it may fall. */
  public RecordMetadata warn(String customerId) {
    var data = ToldEvents.example("tier.at-risk.v1", customerId);
    return events.send(Topics.TIER_CHANGES, "tier.at-risk.v1", customerId, data);
  }

  /** A record as it is given, under the envelope of a tier change. */
  public RecordMetadata raw(String key, String value) {
    return events.raw(Topics.TIER_CHANGES, "tier.changed.v1", key, value);
  }

  @Override
  public void close() {
    events.close();
  }
}
