package io.tierstream.segmentation.rest;

import io.tierstream.rest.Download;
import io.tierstream.segmentation.application.ExportMembers;
import io.tierstream.segmentation.persistence.MemberFilter;
import io.tierstream.segmentation.persistence.StandingOrder;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.concurrent.Semaphore;

/**
 * Sends all members as CSV while they are read, so that their number doesn't matter. A download
 * holds a database connection as long as its reader takes, so only a few run at a time: the rest of
 * the pool is for the pipeline.
 */
@ApplicationScoped
class MembersDownload {

  private static final int MAX_RUNNING = 3;

  private final ExportMembers exportMembers;
  private final Clock clock;
  private final Semaphore running = new Semaphore(MAX_RUNNING);

  MembersDownload(ExportMembers exportMembers, Clock clock) {
    this.exportMembers = exportMembers;
    this.clock = clock;
  }

  /**
   * What writes it as the answer to {@code request}; throws {@link TooManyExports} before the first
   * byte.
   */
  StreamingOutput of(MemberFilter filter, StandingOrder order, HttpServerRequest request) {
    return Download.of(
        request,
        out -> {
          if (!running.tryAcquire()) {
            throw new TooManyExports(MAX_RUNNING);
          }
          try {
            write(filter, order, out);
          } finally {
            running.release();
          }
        });
  }

  private void write(MemberFilter filter, StandingOrder order, OutputStream out)
      throws IOException {
    var csv = new MembersCsv(out, clock.instant());
    csv.writeHeader();
    exportMembers.export(filter, order, csv::write);
    csv.finish();
  }
}
