package io.tierstream.imports;

/** Ends the reading of one row, which isn't taken; the other rows of its file are. */
public final class RejectedRow extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Rejection rejection;

  /**
   * @param reason in few words, the same for all rows with the same fault
   */
  public RejectedRow(ImportField field, String reason) {
    this(new Rejection(field.name(), reason));
  }

  public RejectedRow(Rejection rejection) {
    // millions of rows may be rejected: no stack traces
    super(rejection.reason(), null, false, false);
    this.rejection = rejection;
  }

  public Rejection rejection() {
    return rejection;
  }
}
