package io.tierstream.order.application;

import io.tierstream.events.Ids;
import io.tierstream.order.persistence.ImportJobs;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Currency;
import org.jboss.logging.Logger;

/** A file is taken in: all of its rows and a job for them, or nothing. */
@ApplicationScoped
public class StageImport {

  private static final Logger LOG = Logger.getLogger(StageImport.class);

  private final ImportJobs jobs;
  private final Ids ids;
  private final Clock clock;
  private final RunImports runImports;

  StageImport(ImportJobs jobs, Ids ids, Clock clock, RunImports runImports) {
    this.jobs = jobs;
    this.ids = ids;
    this.clock = clock;
    this.runImports = runImports;
  }

  /**
   * The id of the job that goes on with the rows of {@code file}, which survives restarts from here
   * on.
   *
   * @param zone of local times
   * @throws UnreadableFile when the file as a whole can't be taken
   */
  public String stage(ImportFile file, ColumnMapping mapping, Currency currency, ZoneId zone) {
    var header = file.next();
    if (header == null) {
      throw new UnreadableFile("file", "empty", "is empty");
    }
    var now = clock.instant();
    var reader = new RowReader(mapping, header, zone, now);
    var job = ids.next();
    try (var staging = jobs.stage(job)) {
      for (var row = file.next(); row != null; row = file.next()) {
        staging.add(reader.read(row));
      }
      staging.commit(currency, clock.instant());
    } catch (SQLException e) {
      // the job was kept, or the caller gets the first failure
      LOG.debugf(e, "Closing the staging of job %s", job);
    }
    LOG.infof("Job %s is staged", job);
    runImports.wake();
    return job;
  }
}
