package io.tierstream.order.rest;

import io.tierstream.order.rest.Problem.Violation;
import java.util.List;

/** A request breaks rules that are checked by hand. */
final class InvalidInput extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient List<Violation> violations;

  InvalidInput(String field, String rule, String message) {
    this(400, List.of(new Violation(field, rule, message)));
  }

  InvalidInput(int status, List<Violation> violations) {
    super(violations.toString());
    this.status = status;
    this.violations = violations;
  }

  int status() {
    return status;
  }

  List<Violation> violations() {
    return violations;
  }
}
