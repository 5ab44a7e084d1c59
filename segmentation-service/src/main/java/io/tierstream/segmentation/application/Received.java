package io.tierstream.segmentation.application;

import java.time.Instant;

/**
 * A record as an owner received it.
 *
 * @param topic without prefix
 * @param timestamp of the record
 * @param traceparent the trace that it belongs to; null for none
 */
public record Received(
    OwnedNumber owned,
    String topic,
    long offset,
    Instant timestamp,
    String traceparent,
    Intake intake) {}
