package io.tierstream.imports;

import io.quarkus.narayana.jta.runtime.TransactionConfiguration;
import io.tierstream.events.Outbox;
import io.tierstream.imports.ImportJob.Phase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import org.jboss.logging.Logger;

/** The staged rows of a job become the facts that they mean. */
@ApplicationScoped
class PlanImport {

  private static final Logger LOG = Logger.getLogger(PlanImport.class);
  private static final int AN_HOUR = 3600;

  private final ImportJobs jobs;
  private final FileImport files;
  private final Outbox outbox;
  private final ImportMarkers markers;

  PlanImport(ImportJobs jobs, FileImport files, Outbox outbox, ImportMarkers markers) {
    this.jobs = jobs;
    this.files = files;
    this.outbox = outbox;
    this.markers = markers;
  }

  /** Whether the plan was made here: not when another instance is at it, or has done it. */
  @Transactional
  @TransactionConfiguration(timeout = AN_HOUR)
  public boolean plan(String id) {
    var locked = jobs.locked(id).filter(job -> job.phase() == Phase.STAGED);
    if (locked.isEmpty()) {
      return false;
    }
    var plan = files.plan(locked.get());
    jobs.planned(id, plan);
    if (plan.facts() > 0 && files.isMarked()) {
      outbox.append(markers.started(files.topic(), id));
    }
    LOG.infof("Job %s is planned: %d facts, %d unchanged", id, plan.facts(), plan.unchanged());
    return true;
  }
}
