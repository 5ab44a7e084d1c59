package io.tierstream.segmentation.rest;

import io.tierstream.rest.Problem;
import io.tierstream.segmentation.application.FeedUnavailableException;
import io.tierstream.segmentation.application.TooManyFollowersException;
import io.tierstream.segmentation.application.UnknownCustomer;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Says as problems what only this service refuses. */
class Refusals {

  private static final Logger LOG = Logger.getLogger(Refusals.class);

  @ServerExceptionMapper
  Response unknown(UnknownCustomer e) {
    return Problem.of(
        404,
        "unknown-customer",
        "Unknown customer",
        "Nothing is known of customer " + e.customerId() + ".");
  }

  @ServerExceptionMapper
  Response busy(TooManyExports e) {
    return later(10, Problem.of(503, "too-many-exports", "Too many exports", e.getMessage()));
  }

  @ServerExceptionMapper
  Response busy(TooManyFollowersException e) {
    return later(10, Problem.of(503, "too-many-followers", "Too many followers", e.getMessage()));
  }

  @ServerExceptionMapper
  Response unavailable(FeedUnavailableException e) {
    LOG.warnf("Tier changes can't be followed: %s", e.getCause());
    return later(1, Problem.of(503, "unavailable", "Unavailable", e.getMessage()));
  }

  private static Response later(int seconds, Response problem) {
    return Response.fromResponse(problem).header(HttpHeaders.RETRY_AFTER, seconds).build();
  }
}
