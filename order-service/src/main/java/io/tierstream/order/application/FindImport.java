package io.tierstream.order.application;

import io.tierstream.order.domain.Text;
import io.tierstream.order.persistence.ImportJob;
import io.tierstream.order.persistence.ImportJobs;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.Writer;
import java.util.Optional;

/** One import is looked up. */
@ApplicationScoped
public class FindImport {

  private final ImportJobs jobs;

  FindImport(ImportJobs jobs) {
    this.jobs = jobs;
  }

  /** How far it is; any text may be asked for. */
  @Transactional
  public Optional<ImportJob.Report> find(String job) {
    return Text.isId(job) ? jobs.report(job) : Optional.empty();
  }

  /** Writes its rejected rows as CSV. */
  @Transactional
  public void writeRejects(String job, Writer out) {
    jobs.writeRejects(job, out);
  }
}
