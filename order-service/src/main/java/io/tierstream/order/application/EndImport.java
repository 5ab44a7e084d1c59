package io.tierstream.order.application;

import io.tierstream.events.Outbox;
import io.tierstream.order.messaging.OrderEvents;
import io.tierstream.order.persistence.ImportJob;
import io.tierstream.order.persistence.ImportJob.Phase;
import io.tierstream.order.persistence.ImportJobs;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import org.jboss.logging.Logger;

/** A job is over, and says so behind its last fact. */
@ApplicationScoped
public class EndImport {

  private static final Logger LOG = Logger.getLogger(EndImport.class);

  private final ImportJobs jobs;
  private final Outbox outbox;
  private final OrderEvents events;
  private final Clock clock;

  EndImport(ImportJobs jobs, Outbox outbox, OrderEvents events, Clock clock) {
    this.jobs = jobs;
    this.outbox = outbox;
    this.events = events;
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
    if (job.facts() > 0) {
      outbox.append(events.importEnded(job.job()));
    }
    LOG.infof(
        "Job %s is over: %s, %d orders, %d refunds", job.job(), phase, job.orders(), job.refunds());
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
