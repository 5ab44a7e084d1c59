package io.tierstream.customer.rest;

import io.tierstream.customer.domain.CustomerAlreadyKnown;
import io.tierstream.customer.domain.NotRegistered;
import io.tierstream.customer.domain.UnknownCustomer;
import io.tierstream.rest.Problem;
import jakarta.ws.rs.core.Response;
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
}
