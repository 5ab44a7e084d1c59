package io.tierstream.feedback.rest;

import io.tierstream.feedback.domain.ErasedCustomer;
import io.tierstream.feedback.domain.FeedbackAlreadyKnown;
import io.tierstream.feedback.domain.ImpossibleStep;
import io.tierstream.feedback.domain.RefusedInstant;
import io.tierstream.feedback.domain.UnknownFeedback;
import io.tierstream.rest.Problem;
import io.tierstream.rest.Problem.Violation;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Says as problems what the domain refuses. */
class FeedbackProblems {

  @ServerExceptionMapper
  Response refused(RefusedInstant e) {
    return Problem.invalid(422, List.of(new Violation(e.field(), e.rule(), e.getMessage())));
  }

  @ServerExceptionMapper
  Response unknown(UnknownFeedback e) {
    return Problem.of(404, "unknown-feedback", "Unknown feedback", e.getMessage());
  }

  @ServerExceptionMapper
  Response duplicate(FeedbackAlreadyKnown e) {
    return Problem.of(409, "feedback-already-known", "Feedback already known", e.getMessage());
  }

  @ServerExceptionMapper
  Response erased(ErasedCustomer e) {
    return Problem.of(409, "erased-customer", "Erased customer", e.getMessage());
  }

  @ServerExceptionMapper
  Response impossible(ImpossibleStep e) {
    return Problem.of(409, "impossible-step", "Impossible step", e.getMessage());
  }
}
