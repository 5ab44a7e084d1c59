package io.tierstream.segmentation.domain;

import java.time.Instant;

/** What is known of the import jobs. */
@FunctionalInterface
public interface BackfillJobs {

  /** The timestamp of the job's end record; {@link Instant#MAX} while the job is open. */
  Instant endOf(String job);
}
