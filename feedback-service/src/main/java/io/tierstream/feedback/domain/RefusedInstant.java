package io.tierstream.feedback.domain;

/** An instant that no service accepts. */
public final class RefusedInstant extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String field;
  private final String rule;

  RefusedInstant(String field, String rule, String message) {
    super(message);
    this.field = field;
    this.rule = rule;
  }

  /** What the caller calls the instant. */
  public String field() {
    return field;
  }

  /** The rule that it breaks, in one word. */
  public String rule() {
    return rule;
  }
}
