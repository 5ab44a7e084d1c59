package io.tierstream.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Bodies of more than 1 MB are for the import only. */
@Provider
class BodyLimit implements ContainerRequestFilter {

  /** How the addresses end that take files. */
  private static final String IMPORT = "/import";

  private static final int MAX_BYTES = 1024 * 1024;

  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    if (!request.hasEntity() || request.getUriInfo().getPath().endsWith(IMPORT)) {
      return;
    }
    if (request.getLength() > MAX_BYTES) {
      request.abortWith(tooLarge());
      return;
    }
    var body = request.getEntityStream().readNBytes(MAX_BYTES + 1);
    if (body.length > MAX_BYTES) {
      request.abortWith(tooLarge());
    } else {
      request.setEntityStream(new ByteArrayInputStream(body));
    }
  }

  private static Response tooLarge() {
    return Problem.of(
        413,
        "body-too-large",
        "Body too large",
        "A body may have at most " + MAX_BYTES + " bytes.");
  }
}
