package io.tierstream.imports;

import io.tierstream.imports.ImportJob.Phase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.OptionalLong;

/**
 * A job's staged rows are held against who is erased, as soon as they are staged: the job's turn
 * may come much later.
 */
@ApplicationScoped
class CheckImport {

  /** An erasure waits for the rows that are checked in one transaction. */
  private static final int PORTION = 5_000;

  private final ImportJobs jobs;
  private final FileImport files;

  CheckImport(ImportJobs jobs, FileImport files) {
    this.jobs = jobs;
    this.files = files;
  }

  /**
   * Checks the next rows behind {@code line}.
   *
   * @return the last one's line; empty when all are checked, or another instance is at the job
   */
  @Transactional
  public OptionalLong check(String id, long line) {
    var locked = jobs.locked(id).filter(job -> job.phase() == Phase.STAGED);
    if (locked.isEmpty()) {
      return OptionalLong.empty();
    }
    var last = files.withdrawErased(locked.get(), line, PORTION);
    if (last.isEmpty()) {
      jobs.checked(id);
    }
    return last;
  }
}
