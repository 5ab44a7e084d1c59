package io.tierstream.segmentation.rest;

import io.tierstream.rest.Problem;
import io.tierstream.rest.Problem.Violation;
import io.tierstream.segmentation.application.ErasedCustomer;
import io.tierstream.segmentation.application.FeedUnavailableException;
import io.tierstream.segmentation.application.MergedCustomer;
import io.tierstream.segmentation.application.ModelRefused;
import io.tierstream.segmentation.application.NotKnownThen;
import io.tierstream.segmentation.application.NotPinned;
import io.tierstream.segmentation.application.PinRefused;
import io.tierstream.segmentation.application.PublicationUnderWay;
import io.tierstream.segmentation.application.RateConflict;
import io.tierstream.segmentation.application.TooManyFollowersException;
import io.tierstream.segmentation.application.UnknownCustomer;
import io.tierstream.segmentation.application.UnknownModel;
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
  Response erased(ErasedCustomer e) {
    return Problem.of(410, "erased-customer", "Erased customer", e.getMessage());
  }

  @ServerExceptionMapper
  Response merged(MergedCustomer e) {
    return Problem.of(409, "merged-customer", "Merged customer", e.getMessage());
  }

  @ServerExceptionMapper
  Response unknown(NotKnownThen e) {
    return Problem.of(
        404,
        "unknown-customer",
        "Unknown customer",
        "Nothing was known of customer %s at %s.".formatted(e.customerId(), e.knownAt()));
  }

  @ServerExceptionMapper
  Response unknown(UnknownModel e) {
    return Problem.of(404, "unknown-model", "Unknown model", "There is no such model.");
  }

  @ServerExceptionMapper
  Response refused(ModelRefused e) {
    return Problem.of(409, "model-refused", "Not possible", e.getMessage());
  }

  @ServerExceptionMapper
  Response busy(PublicationUnderWay e) {
    return later(
        10, Problem.of(503, "publication-under-way", "Publication under way", e.getMessage()));
  }

  @ServerExceptionMapper
  Response conflict(RateConflict e) {
    return Problem.of(
        409,
        "rate-conflict",
        "Another rate",
        "The rate of %s on %s is %s, and stays."
            .formatted(
                e.known().currency(),
                e.known().day(),
                e.known().rate().stripTrailingZeros().toPlainString()));
  }

  @ServerExceptionMapper
  Response notPinned(NotPinned e) {
    return Problem.of(
        404, "not-pinned", "Not pinned", "Customer " + e.customerId() + " has no pin in force.");
  }

  @ServerExceptionMapper
  Response refused(PinRefused e) {
    return Problem.invalid(
        422,
        e.reasons().stream()
            .map(reason -> new Violation(reason.field(), reason.rule(), reason.message()))
            .toList());
  }

  @ServerExceptionMapper
  Response busy(TooManyExports e) {
    return later(10, Problem.of(503, "too-many-exports", "Too many exports", e.getMessage()));
  }

  @ServerExceptionMapper
  Response busy(TooManyMigrations e) {
    return later(10, Problem.of(503, "too-many-migrations", "Too many migrations", e.getMessage()));
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
