package io.tierstream.imports;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;

/**
 * Finds the import that is to be worked on: one at a time, so that each sees what the one before
 * made.
 */
@ApplicationScoped
class NextImport {

  private final ImportJobs jobs;

  NextImport(ImportJobs jobs) {
    this.jobs = jobs;
  }

  /** The oldest that isn't over, else one with something to clean up. */
  @Transactional
  public Optional<ImportJob> find() {
    return jobs.next();
  }

  /** The oldest whose staged rows weren't held against who is erased. */
  @Transactional
  public Optional<ImportJob> unchecked() {
    return jobs.unchecked();
  }

  /** The oldest that is over and has something to clean up. */
  @Transactional
  public Optional<ImportJob> over() {
    return jobs.over();
  }

  /** Records that wait here to be sent, counted up to {@code limit}. */
  @Transactional
  public long unsent(long limit) {
    return jobs.unsent(limit);
  }
}
