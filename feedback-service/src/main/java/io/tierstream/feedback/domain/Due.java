package io.tierstream.feedback.domain;

import java.time.Instant;

/** A complaint's place in the queue: its priority, and by when it should be resolved. */
public record Due(Priority priority, Instant at) {}
