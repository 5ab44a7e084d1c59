package io.tierstream.order.messaging;

import java.time.Instant;

/** Stands around the facts of an import, in every partition. */
record ImportV1(String job, Instant occurredAt) {}
