package io.tierstream.segmentation.domain;

import java.time.Instant;
import java.util.Objects;

/** An application, and the instant of the commit that made it known. */
public record RecordedApplication(Application application, Instant recordedAt) {
  public RecordedApplication {
    Objects.requireNonNull(application, "application");
    Objects.requireNonNull(recordedAt, "recordedAt");
  }
}
