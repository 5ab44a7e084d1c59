package io.tierstream.rest;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import org.jboss.logging.Logger;

/**
 * An answer of any length, written while it is read. What fails before its first byte is said as a
 * problem; what fails later ends the connection, for ended in good order, what was sent until then
 * would look complete.
 */
public final class Download {

  private static final Logger LOG = Logger.getLogger(Download.class);

  private Download() {}

  /** What writes {@code content} as the answer to {@code request}. */
  public static StreamingOutput of(HttpServerRequest request, StreamingOutput content) {
    return out -> {
      try {
        content.write(out);
      } catch (IOException | RuntimeException e) {
        if (!request.response().headWritten()) {
          throw e;
        }
        LOG.warnf("The download of %s broke off: %s", request.path(), e.getMessage());
        cutOff(request);
      }
    };
  }

  private static void cutOff(HttpServerRequest request) {
    request
        .connection()
        .close()
        .toCompletionStage()
        .exceptionally(gone -> null) // the reader has hung up first
        .toCompletableFuture()
        .join();
  }
}
