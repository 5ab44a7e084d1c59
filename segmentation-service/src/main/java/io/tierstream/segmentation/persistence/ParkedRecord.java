package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.RateKey;

/**
 * A record that waits for a rate, as it was.
 *
 * @param topic name on the broker
 * @param waitsFor the rate
 * @param headers as {@link io.tierstream.events.RecordHeaderBytes} writes them
 */
public record ParkedRecord(
    String topic, long offset, RateKey waitsFor, byte[] key, byte[] headers, byte[] value) {}
