package io.tierstream.order.application;

import io.tierstream.order.persistence.ImportJobs;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** What a job that is over had staged goes away; its rejected rows stay. */
@ApplicationScoped
public class CleanImport {

  private static final int PORTION = 50_000;

  private final ImportJobs jobs;

  CleanImport(ImportJobs jobs) {
    this.jobs = jobs;
  }

  /** Deletes a portion; whether another instance isn't at it. */
  @Transactional
  public boolean clean(String id) {
    var job = jobs.locked(id).filter(found -> found.phase().isOver());
    job.ifPresent(found -> jobs.cleaned(id, PORTION));
    return job.isPresent();
  }
}
