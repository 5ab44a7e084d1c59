package io.tierstream.customer.rest;

import io.tierstream.customer.domain.CustomerAlreadyKnown;
import io.tierstream.customer.domain.ErasedCustomer;
import io.tierstream.customer.domain.ErasedSurvivor;
import io.tierstream.customer.domain.MergedCustomer;
import io.tierstream.customer.domain.NotMerged;
import io.tierstream.customer.domain.NotRegistered;
import io.tierstream.customer.domain.UnknownCustomer;
import io.tierstream.customer.domain.UnknownSurvivor;
import io.tierstream.rest.Problem;
import io.tierstream.rest.Problem.Violation;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Says this service's own refusals as problems. */
class CustomerProblems {

  @ServerExceptionMapper
  Response unknown(UnknownCustomer e) {
    return Problem.of(404, "unknown-customer", "Unknown customer", e.getMessage());
  }

  @ServerExceptionMapper
  Response duplicate(CustomerAlreadyKnown e) {
    return Problem.of(409, "customer-already-known", "Customer already known", e.getMessage());
  }

  @ServerExceptionMapper
  Response provisional(NotRegistered e) {
    return Problem.of(409, "not-registered", "Not registered", e.getMessage());
  }

  @ServerExceptionMapper
  Response erased(ErasedCustomer e) {
    return Problem.of(410, "erased-customer", "Erased customer", e.getMessage());
  }

  @ServerExceptionMapper
  Response erasedSurvivor(ErasedSurvivor e) {
    return Problem.of(409, "erased-survivor", "Erased survivor", e.getMessage());
  }

  @ServerExceptionMapper
  Response merged(MergedCustomer e) {
    return Problem.of(409, "merged-customer", "Merged customer", e.getMessage());
  }

  @ServerExceptionMapper
  Response notMerged(NotMerged e) {
    return Problem.of(409, "not-merged", "Not merged", e.getMessage());
  }

  @ServerExceptionMapper
  Response unknownSurvivor(UnknownSurvivor e) {
    return Problem.invalid(422, List.of(new Violation("into", "known", e.getMessage())));
  }
}
