package io.tierstream.imports;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/**
 * The database learns what an upload changed, in a transaction of its own: it holds a lock that
 * vacuum wants. Before a table's first rows are analysed the planner takes it for empty.
 */
@ApplicationScoped
class RefreshStatistics {

  private final ImportJobs jobs;
  private final FileImport files;

  RefreshStatistics(ImportJobs jobs, FileImport files) {
    this.jobs = jobs;
    this.files = files;
  }

  /** Has all tables looked at that a plan reads. */
  @Transactional
  public void refresh() {
    jobs.refreshStatistics(files.plannedFrom());
  }
}
