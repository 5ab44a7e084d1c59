package io.tierstream.imports;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The rows of an upload that failed, or was answered before, go away: nobody was told of its job.
 */
@ApplicationScoped
class CleanUpload {

  private static final Logger LOG = Logger.getLogger(CleanUpload.class);

  private final OpenUploads uploads;
  private final ImportJobs jobs;
  private final FileImport files;

  CleanUpload(OpenUploads uploads, ImportJobs jobs, FileImport files) {
    this.uploads = uploads;
    this.jobs = jobs;
    this.files = files;
  }

  /** Deletes a portion of one's rows; whether there was such an upload. */
  @Transactional
  public boolean clean() {
    var lost = uploads.lost();
    lost.ifPresent(this::clean);
    return lost.isPresent();
  }

  private void clean(String job) {
    if (jobs.emptied(job, List.of(files.stagingTable()))) {
      uploads.cleaned(job);
      LOG.infof("What was uploaded for job %s is gone: there is none", job);
    }
  }
}
