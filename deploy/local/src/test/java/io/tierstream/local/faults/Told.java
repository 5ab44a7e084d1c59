package io.tierstream.local.faults;

import java.time.Instant;

/**
 * A record of a topic that tells a fact of one customer.
 *
 * @param timestamp the record's own
 * @param content null of those that carry others' facts: merges
 * @param backfill the import it belongs to; null for none
 */
record Told(
    String topic,
    int partition,
    long offset,
    Instant timestamp,
    String eventId,
    String type,
    String id,
    long version,
    Content content,
    Instant occurredAt,
    String backfill) {

  Said.Key key() {
    return new Said.Key(topic, id, version);
  }

  String place() {
    return "%s-%d@%d".formatted(topic, partition, offset);
  }
}
