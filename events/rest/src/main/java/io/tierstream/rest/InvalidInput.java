package io.tierstream.rest;

import io.tierstream.rest.Problem.Violation;
import java.util.List;

/** A request breaks rules that are checked by hand. */
public final class InvalidInput extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient List<Violation> violations;

  public InvalidInput(String field, String rule, String message) {
    this(400, List.of(new Violation(field, rule, message)));
  }

  public InvalidInput(int status, List<Violation> violations) {
    super(violations.toString());
    this.status = status;
    this.violations = violations;
  }

  public int status() {
    return status;
  }

  public List<Violation> violations() {
    return violations;
  }
}
