package io.tierstream.segmentation.persistence;

import java.time.Instant;

/**
 * A record that a commit has decided to publish.
 *
 * @param seq position in its partition number's order, growing
 * @param topic name on the broker
 * @param recordTime the record's timestamp in Kafka
 * @param key may be null
 * @param headers as {@link io.tierstream.events.RecordHeaderBytes} writes them
 * @param value may be null
 */
public record Publication(
    long seq, String topic, Instant recordTime, byte[] key, byte[] headers, byte[] value) {}
