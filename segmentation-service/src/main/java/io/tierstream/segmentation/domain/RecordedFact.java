package io.tierstream.segmentation.domain;

import java.time.Instant;
import java.util.Objects;

/** A fact, and the instant of the commit that made it known. */
public record RecordedFact(Fact fact, Instant recordedAt) {
  public RecordedFact {
    Objects.requireNonNull(fact, "fact");
    Objects.requireNonNull(recordedAt, "recordedAt");
  }
}
