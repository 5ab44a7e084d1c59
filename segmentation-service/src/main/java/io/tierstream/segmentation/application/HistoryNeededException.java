package io.tierstream.segmentation.application;

/** A record can only be folded alone, with its customer's history at hand. */
public class HistoryNeededException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Received record;

  HistoryNeededException(Received record) {
    super("the history isn't at hand");
    this.record = record;
  }

  /** Which one. */
  public Received record() {
    return record;
  }
}
