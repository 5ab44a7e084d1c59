package io.tierstream.segmentation.rest;

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
import org.jboss.logging.Logger;

/**
 * Sends all members as CSV while they are read, so that their number doesn't matter. A download
 * holds a database connection as long as its reader takes, so only a few run at a time: the rest of
 * the pool is for the pipeline.
 */
@ApplicationScoped
class MembersDownload {

  private static final Logger LOG = Logger.getLogger(MembersDownload.class);
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
    return out -> {
      if (!running.tryAcquire()) {
        throw new TooManyExports(MAX_RUNNING);
      }
      try {
        write(filter, order, out);
      } catch (IOException | RuntimeException e) {
        if (!request.response().headWritten()) {
          throw e; // there is still time for a problem
        }
        LOG.warnf("A download of members broke off: %s", e.getMessage());
        cutOff(request);
      } finally {
        running.release();
      }
    };
  }

  /** Ended in good order, what was sent until now would look complete. */
  private static void cutOff(HttpServerRequest request) {
    request
        .connection()
        .close()
        .toCompletionStage()
        .exceptionally(gone -> null) // the reader has hung up first
        .toCompletableFuture()
        .join();
  }

  private void write(MemberFilter filter, StandingOrder order, OutputStream out)
      throws IOException {
    var csv = new MembersCsv(out, clock.instant());
    csv.writeHeader();
    exportMembers.export(filter, order, csv::write);
    csv.finish();
  }
}
