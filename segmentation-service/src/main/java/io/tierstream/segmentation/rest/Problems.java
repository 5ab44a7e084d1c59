package io.tierstream.segmentation.rest;

import io.tierstream.segmentation.application.FeedUnavailableException;
import io.tierstream.segmentation.application.TooManyFollowersException;
import io.tierstream.segmentation.application.UnknownCustomer;
import jakarta.persistence.PersistenceException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Says every failure as a problem; only our own faults are 500. */
class Problems {

  private static final Logger LOG = Logger.getLogger(Problems.class);

  @ServerExceptionMapper
  Response invalid(InvalidInput e) {
    return Problem.invalid(e.violations());
  }

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
    var response = Problem.of(503, "too-many-exports", "Too many exports", e.getMessage());
    return Response.fromResponse(response).header(HttpHeaders.RETRY_AFTER, 10).build();
  }

  @ServerExceptionMapper
  Response crowded(TooManyFollowersException e) {
    var response = Problem.of(503, "too-many-followers", "Too many followers", e.getMessage());
    return Response.fromResponse(response).header(HttpHeaders.RETRY_AFTER, 10).build();
  }

  @ServerExceptionMapper
  Response unavailable(FeedUnavailableException e) {
    LOG.warnf("Tier changes can't be followed: %s", e.getCause());
    var response = Problem.of(503, "unavailable", "Unavailable", e.getMessage());
    return Response.fromResponse(response).header(HttpHeaders.RETRY_AFTER, 1).build();
  }

  @ServerExceptionMapper
  Response protocol(WebApplicationException e) {
    var status = e.getResponse().getStatus();
    if (status >= 500) {
      return unexpected(e);
    }
    var reason = Response.Status.fromStatusCode(status);
    var title = reason == null ? "Refused" : reason.getReasonPhrase();
    var kind = title.toLowerCase(Locale.ROOT).replace(' ', '-');
    var response = Problem.of(status, kind, title, says(status));
    if (e instanceof NotAllowedException) {
      var allow = e.getResponse().getHeaderString(HttpHeaders.ALLOW);
      return Response.fromResponse(response).header(HttpHeaders.ALLOW, allow).build();
    }
    return response;
  }

  @ServerExceptionMapper
  Response persistence(PersistenceException e) {
    return unexpected(e);
  }

  @ServerExceptionMapper
  Response unexpected(Throwable e) {
    if (isUnavailable(e)) {
      LOG.warnf("The database can't be reached: %s", e.getMessage());
      var response =
          Problem.of(
              503, "unavailable", "Unavailable", "The database can't be reached; try again.");
      return Response.fromResponse(response).header(HttpHeaders.RETRY_AFTER, 1).build();
    }
    LOG.error("A request failed", e);
    return Problem.of(500, "internal", "Internal error", "The request failed; it was logged.");
  }

  /** Connections lost or refused, a server that shuts down, a pool that waits in vain. */
  private static boolean isUnavailable(Throwable failure) {
    for (var e = failure; e != null; e = e.getCause()) {
      if (e instanceof SQLException sql) {
        var state = sql.getSQLState();
        return state == null // of the pool, not of the database
            || state.startsWith("08")
            || state.startsWith("53")
            || state.startsWith("57")
            || state.equals("25P03");
      }
    }
    return false;
  }

  private static String says(int status) {
    return switch (status) {
      case 404 -> "There is nothing at this address.";
      case 405 -> "This address doesn't take this method.";
      case 406 -> "This address doesn't answer in the media type asked for.";
      case 413 -> "The body is too large.";
      case 415 -> "This address doesn't take this media type.";
      default -> "The request can't be understood.";
    };
  }
}
