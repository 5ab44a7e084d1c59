package io.tierstream.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Bodies of more than 1 MB are for the import only. Others are read here as a whole, so that a
 * request with an idempotency key can be told from another with the same key.
 */
@Provider
class BodyLimit implements ContainerRequestFilter {

  /** How the addresses end that take files. */
  private static final String IMPORT = "/import";

  private static final int MAX_BYTES = 1024 * 1024;

  private final RequestIdentity identity;

  BodyLimit(RequestIdentity identity) {
    this.identity = identity;
  }

  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    if (request.getUriInfo().getPath().endsWith(IMPORT)) {
      return;
    }
    if (request.getLength() > MAX_BYTES) {
      request.abortWith(tooLarge());
      return;
    }
    var body =
        request.hasEntity() ? request.getEntityStream().readNBytes(MAX_BYTES + 1) : new byte[0];
    if (body.length > MAX_BYTES) {
      request.abortWith(tooLarge());
      return;
    }
    if (request.hasEntity()) {
      request.setEntityStream(new ByteArrayInputStream(body));
    }
    var key = request.getHeaderString(IdempotencyKeys.HEADER);
    if (key != null && request.getMethod().equals(HttpMethod.POST)) {
      identity.set(IdempotencyKeys.read(key), fingerprint(request, body));
    }
  }

  private static byte[] fingerprint(ContainerRequestContext request, byte[] body) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(request.getUriInfo().getRequestUri().getRawPath().getBytes(UTF_8));
      digest.update((byte) 0);
      return digest.digest(body);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
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
