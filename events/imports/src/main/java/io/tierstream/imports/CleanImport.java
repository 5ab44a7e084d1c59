package io.tierstream.imports;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** What a job that is over had staged goes away; its rejected rows stay. */
@ApplicationScoped
class CleanImport {

  private final ImportJobs jobs;
  private final FileImport files;

  CleanImport(ImportJobs jobs, FileImport files) {
    this.jobs = jobs;
    this.files = files;
  }

  /** Deletes a portion; whether another instance isn't at it. */
  @Transactional
  public boolean clean(String id) {
    var job = jobs.locked(id).filter(found -> found.phase().isOver());
    job.ifPresent(found -> jobs.clean(id, files.stagedIn()));
    return job.isPresent();
  }
}
