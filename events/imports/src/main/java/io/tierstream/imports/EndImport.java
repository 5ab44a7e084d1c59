package io.tierstream.imports;

import io.tierstream.events.Outbox;
import io.tierstream.imports.ImportJob.Phase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import org.jboss.logging.Logger;

/** A job is over, and says so behind its last fact. */
@ApplicationScoped
class EndImport {

  private static final Logger LOG = Logger.getLogger(EndImport.class);

  private final ImportJobs jobs;
  private final Outbox outbox;
  private final FileImport files;
  private final ImportMarkers markers;
  private final Clock clock;

  EndImport(ImportJobs jobs, Outbox outbox, FileImport files, ImportMarkers markers, Clock clock) {
    this.jobs = jobs;
    this.outbox = outbox;
    this.files = files;
    this.markers = markers;
    this.clock = clock;
  }

  /**
   * Whether it was completed here: not while facts are to be told, nor when another instance is at
   * it.
   */
  @Transactional
  public boolean complete(String id) {
    var job =
        jobs.locked(id)
            .filter(found -> found.phase() == Phase.EMITTING && found.emitted() == found.facts());
    job.ifPresent(found -> end(found, Phase.COMPLETED, null));
    return job.isPresent();
  }

  private void end(ImportJob job, Phase phase, String error) {
    jobs.ended(job, phase, error, clock.instant());
    files.end(job);
    if (job.facts() > 0 && files.isMarked()) {
      outbox.append(markers.ended(files.topic(), job.job()));
    }
    LOG.infof("Job %s is over: %s, %s", job.job(), phase, job.made());
  }

  /** Counts a failure of its own making; after {@code most} in a row the job is given up. */
  @Transactional
  public void failed(String id, int most, String error) {
    jobs.locked(id)
        .filter(job -> !job.phase().isOver())
        .ifPresent(
            job -> {
              if (job.attempts() + 1 >= most) {
                end(job, Phase.FAILED, error);
              } else {
                jobs.attempted(id);
              }
            });
  }
}
