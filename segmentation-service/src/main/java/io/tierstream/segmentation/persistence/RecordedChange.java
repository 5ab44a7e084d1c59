package io.tierstream.segmentation.persistence;

import java.time.Instant;

/** A tier change as it was recorded: its columns as one line of text, and the event's payload. */
public record RecordedChange(long sequence, String columns, Instant recordedAt, String event) {}
