package io.tierstream.order.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Says as a problem, too, what is refused before any resource is asked: an address that can't be
 * decoded.
 */
@ApplicationScoped
class UnparsableAddress {

  private final ObjectMapper json;

  UnparsableAddress(ObjectMapper json) {
    this.json = json;
  }

  void register(@Observes Router router) {
    router.errorHandler(400, this::answer);
  }

  private void answer(RoutingContext request) {
    var problem =
        new Problem(
            "urn:tierstream:problem:malformed-address",
            "Malformed address",
            400,
            "The address or its query can't be decoded.",
            null);
    try {
      request
          .response()
          .setStatusCode(problem.status())
          .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
          .end(json.writeValueAsString(problem));
    } catch (JsonProcessingException e) {
      request.fail(e);
    }
  }
}
