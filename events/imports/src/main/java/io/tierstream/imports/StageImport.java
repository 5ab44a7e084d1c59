package io.tierstream.imports;

import io.tierstream.events.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** A file is taken in: all of its rows and a job for them, or nothing that stays. */
@ApplicationScoped
class StageImport {

  private static final Logger LOG = Logger.getLogger(StageImport.class);

  private final ImportJobs jobs;
  private final FileImport files;
  private final Ids ids;
  private final Clock clock;
  private final RunImports runImports;
  private final Rests rests;

  StageImport(
      ImportJobs jobs, FileImport files, Ids ids, Clock clock, RunImports runImports, Rests rests) {
    this.jobs = jobs;
    this.files = files;
    this.ids = ids;
    this.clock = clock;
    this.runImports = runImports;
    this.rests = rests;
  }

  /**
   * The job that goes on with the rows of {@code file}.
   *
   * @param zone of local times
   * @param parameters what the job shall know beyond the columns
   * @throws UnreadableFile when the file as a whole can't be taken
   */
  Accepted stage(
      ImportFile file,
      ColumnMapping mapping,
      ZoneId zone,
      Map<String, String> parameters,
      UploadKeys.Upload upload) {
    var header = file.next();
    if (header == null) {
      throw new UnreadableFile("file", "empty", "is empty");
    }
    var cells = new Cells(mapping.positions(header), zone, clock.instant());
    var job = ids.next();
    var accepted = new Accepted(job, Optional.empty());
    try (var staging = jobs.stage(job, files, parameters)) {
      var reading = rests.reading();
      for (var row = file.next(); row != null; row = file.next()) {
        stage(row, header.size(), cells, staging);
        reading.row();
      }
      accepted = new Accepted(job, staging.commit(clock.instant(), upload));
    } catch (SQLException e) {
      // the job was kept, or the caller gets the first failure
      LOG.debugf(e, "Closing the staging of job %s", job);
    }
    if (accepted.first().isEmpty()) {
      LOG.infof("Job %s is staged", job);
      runImports.wake();
    }
    return accepted;
  }

  private void stage(ImportFile.Row row, int columns, Cells cells, Staging staging) {
    if (row.size() != columns) {
      staging.add(row.line(), new Rejection("row", "wrong number of columns"));
      return;
    }
    try {
      staging.add(row.line(), files.read(cells.of(row)));
    } catch (RejectedRow e) {
      staging.add(row.line(), e.rejection());
    }
  }
}
