package io.tierstream.segmentation.rest;

import io.tierstream.segmentation.rest.Problem.Violation;
import java.util.List;

/** A request breaks rules. */
final class InvalidInput extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  InvalidInput(List<Violation> violations) {
    super(violations.toString());
    this.violations = List.copyOf(violations);
  }

  List<Violation> violations() {
    return violations;
  }
}
