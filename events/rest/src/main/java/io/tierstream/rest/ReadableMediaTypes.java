package io.tierstream.rest;

import io.tierstream.rest.Problem.Violation;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import org.jboss.resteasy.reactive.common.util.MediaTypeHelper;

/** Refuses media types that can't be read, before anybody stumbles over them. */
@Provider
@PreMatching
class ReadableMediaTypes implements ContainerRequestFilter {

  private static final String BOUNDARY = "boundary";

  @Override
  public void filter(ContainerRequestContext request) {
    var sent = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
    var wanted = request.getHeaderString(HttpHeaders.ACCEPT);
    if (sent != null && !isReadable(sent)) {
      refuse(request, HttpHeaders.CONTENT_TYPE);
    } else if (wanted != null && !areReadable(wanted)) {
      refuse(request, HttpHeaders.ACCEPT);
    }
  }

  private static void refuse(ContainerRequestContext request, String header) {
    request.abortWith(
        Problem.invalid(
            400,
            List.of(
                new Violation(
                    header, "mediaType", "must be a media type such as application/json"))));
  }

  /** A form needs a boundary between its parts. */
  private static boolean isReadable(String text) {
    try {
      var type = MediaType.valueOf(text);
      return !type.getType().equals("multipart")
          || !type.getParameters().getOrDefault(BOUNDARY, "").isBlank();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean areReadable(String text) {
    try {
      return !MediaTypeHelper.parseHeader(text).isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
