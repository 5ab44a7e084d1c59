package io.tierstream.imports;

/** A file can't be imported, for a reason in the file as a whole; nothing of it was kept. */
public final class UnreadableFile extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String field;
  private final String rule;

  /**
   * @param field {@code file} or the parameter that doesn't fit it
   * @param rule what is broken, in one word
   * @param message a sentence that goes on after the field's name
   */
  public UnreadableFile(String field, String rule, String message) {
    super(message);
    this.field = field;
    this.rule = rule;
  }

  public String field() {
    return field;
  }

  public String rule() {
    return rule;
  }
}
