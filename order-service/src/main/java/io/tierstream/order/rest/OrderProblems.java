package io.tierstream.order.rest;

import io.tierstream.order.domain.ErasedCustomer;
import io.tierstream.order.domain.ImpossibleStep;
import io.tierstream.order.domain.OrderAlreadyKnown;
import io.tierstream.order.domain.OtherCurrency;
import io.tierstream.order.domain.RefundExceedsRest;
import io.tierstream.order.domain.RefusedInstant;
import io.tierstream.order.domain.UnknownOrder;
import io.tierstream.rest.Problem;
import io.tierstream.rest.Problem.Violation;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Says as problems what an order refuses. */
class OrderProblems {

  @ServerExceptionMapper
  Response refused(RefusedInstant e) {
    return Problem.invalid(422, List.of(new Violation(e.field(), e.rule(), e.getMessage())));
  }

  @ServerExceptionMapper
  Response unknown(UnknownOrder e) {
    return Problem.of(404, "unknown-order", "Unknown order", e.getMessage());
  }

  @ServerExceptionMapper
  Response duplicate(OrderAlreadyKnown e) {
    return Problem.of(409, "order-already-known", "Order already known", e.getMessage());
  }

  @ServerExceptionMapper
  Response erased(ErasedCustomer e) {
    return Problem.of(409, "erased-customer", "Erased customer", e.getMessage());
  }

  @ServerExceptionMapper
  Response impossible(ImpossibleStep e) {
    return Problem.of(409, "impossible-step", "Impossible step", e.getMessage());
  }

  @ServerExceptionMapper
  Response tooMuch(RefundExceedsRest e) {
    var violation = new Violation("amount", "withinRest", "is more than the rest of " + e.rest());
    return Problem.of(
        409, "refund-exceeds-rest", "Refund exceeds rest", e.getMessage(), List.of(violation));
  }

  @ServerExceptionMapper
  Response otherCurrency(OtherCurrency e) {
    return Problem.invalid(
        422,
        List.of(
            new Violation(
                "amount.currency",
                "currencyOfOrder",
                "must be that of the order, " + e.expected())));
  }
}
