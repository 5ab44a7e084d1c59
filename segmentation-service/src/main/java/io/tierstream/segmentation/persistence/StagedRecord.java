package io.tierstream.segmentation.persistence;

import java.time.Instant;

/**
 * A record of an input topic, kept beside the live tables while standings are rebuilt.
 *
 * @param topic without prefix
 * @param timestamp of the record
 * @param key may be null
 * @param headers as {@link io.tierstream.events.RecordHeaderBytes} writes them
 * @param value may be null
 * @param refusal why it is a recorded dead letter; null when it is none
 * @param isParked whether it waits for a rate
 */
public record StagedRecord(
    String topic,
    int number,
    long offset,
    Instant timestamp,
    byte[] key,
    byte[] headers,
    byte[] value,
    String refusal,
    boolean isParked) {}
