package io.tierstream.imports;

import io.tierstream.rest.Text;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;

/** One import is looked up. */
@ApplicationScoped
public class FindImport {

  private final ImportJobs jobs;
  private final FileImport files;

  FindImport(ImportJobs jobs, FileImport files) {
    this.jobs = jobs;
    this.files = files;
  }

  /** How far it is; any text may be asked for. */
  @Transactional
  public Optional<JobResponse> find(String job) {
    return Text.isId(job)
        ? jobs.report(job).map(report -> JobResponse.of(report, files.counted()))
        : Optional.empty();
  }

  /** The next of its rejected rows behind {@code line}, in file order; none at the end. */
  @Transactional
  List<RejectedLine> rejects(String job, long line) {
    return jobs.rejects(job, line);
  }
}
