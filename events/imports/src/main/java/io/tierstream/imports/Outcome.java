package io.tierstream.imports;

/**
 * What came of a row.
 *
 * @param rejection why nothing came of it; null when something did or everything was so already
 */
public record Outcome(boolean isMade, Rejection rejection) {

  /** A new fact, which is told. */
  public static final Outcome MADE = new Outcome(true, null);

  /** All of it was known: nothing is told. */
  public static final Outcome UNCHANGED = new Outcome(false, null);

  /** The row isn't taken. */
  public static Outcome rejected(ImportField field, String reason) {
    return new Outcome(false, new Rejection(field.name(), reason));
  }

  /**
   * Its id is known with something else.
   *
   * @param id the field that has the id
   * @param thing what the service calls such a thing, such as {@code customer}
   */
  public static Outcome knownWithOtherContent(ImportField id, String thing) {
    return rejected(id, thing + " known with other content");
  }
}
