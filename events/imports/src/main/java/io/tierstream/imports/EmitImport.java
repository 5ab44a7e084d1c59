package io.tierstream.imports;

import io.quarkus.narayana.jta.runtime.TransactionConfiguration;
import io.tierstream.imports.ImportJob.Phase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/**
 * The next portion of a job's facts comes true: state, events and the job's cursor in one
 * transaction.
 */
@ApplicationScoped
public class EmitImport {

  private static final int TEN_MINUTES = 600;

  private final ImportJobs jobs;
  private final FileImport files;
  private final ImportConfig config;

  EmitImport(ImportJobs jobs, FileImport files, ImportConfig config) {
    this.jobs = jobs;
    this.files = files;
    this.config = config;
  }

  /** Whether a portion was told here: not when another instance is at it, or all is told. */
  @Transactional
  @TransactionConfiguration(timeout = TEN_MINUTES)
  public boolean emit(String id) {
    var locked = jobs.locked(id).filter(job -> job.phase() == Phase.EMITTING);
    if (locked.isEmpty()) {
      return false;
    }
    var portion = files.emit(locked.get(), config.portion());
    portion.ifPresent(emitted -> jobs.advanced(locked.get(), emitted));
    return portion.isPresent();
  }
}
