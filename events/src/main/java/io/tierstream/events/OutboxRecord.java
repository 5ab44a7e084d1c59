package io.tierstream.events;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One record that shall reach a topic if, and only if, the transaction commits.
 *
 * @param topic without prefix
 * @param partition where it goes; null = by the key
 * @param key the record's key; in order per key
 * @param timestamp the record's timestamp in Kafka, which keeps milliseconds
 * @param event the envelope with its payload
 */
public record OutboxRecord(
    String topic, Integer partition, String key, Instant timestamp, CloudEvent event) {

  public OutboxRecord {
    requireNonNull(topic, "topic");
    requireNonNull(key, "key");
    requireNonNull(timestamp, "timestamp");
    requireNonNull(event, "event");
  }

  /** A record whose partition follows from its key. */
  public static OutboxRecord byKey(String topic, String key, Instant timestamp, CloudEvent event) {
    return new OutboxRecord(topic, null, key, timestamp, event);
  }
}
