package io.tierstream.rest;

import io.tierstream.rest.Problem.Violation;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.util.List;

/** Refuses what says of its media type nothing that can be read, before anybody stumbles over it. */
@Provider
@PreMatching
class ReadableMediaType implements ContainerRequestFilter {

  private static final String BOUNDARY = "boundary";

  @Override
  public void filter(ContainerRequestContext request) {
    var text = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
    if (text != null && !isReadable(text)) {
      request.abortWith(
          Problem.invalid(
              400,
              List.of(
                  new Violation(
                      HttpHeaders.CONTENT_TYPE,
                      "mediaType",
                      "must be a media type such as application/json"))));
    }
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
}
