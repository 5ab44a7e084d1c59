package io.tierstream.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * What the first request with a key was answered.
 *
 * @param location null when the answer had none
 * @param entityTag as in the header; null when the answer had none
 * @param mediaType of the body; null when there is none
 * @param body null when there is none
 */
public record IdempotentAnswer(
    int status, String location, String entityTag, String mediaType, String body) {

  /** Tells a repeated answer from the first. */
  static final String REPLAYED = "Idempotency-Replayed";

  /** As the first answer's writer calls it. */
  static final String JSON = MediaType.APPLICATION_JSON + ";charset=UTF-8";

  /** The answer of a request that made something, in JSON. */
  public static IdempotentAnswer json(int status, String location, String body) {
    return new IdempotentAnswer(status, location, null, JSON, body);
  }

  /** The same answer once more. */
  public Response replayed() {
    var response = Response.status(status).header(REPLAYED, true);
    if (location != null) {
      response.header(HttpHeaders.LOCATION, location);
    }
    if (entityTag != null) {
      response.header(HttpHeaders.ETAG, entityTag);
    }
    return body == null ? response.build() : response.entity(body).type(mediaType).build();
  }
}
