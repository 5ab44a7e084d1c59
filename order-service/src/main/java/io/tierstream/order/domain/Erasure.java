package io.tierstream.order.domain;

import java.time.Instant;

/** A customer was erased: nothing may be written about it any more, nor taken of it. */
public record Erasure(String customerId, Instant at) implements CustomerNews {}
