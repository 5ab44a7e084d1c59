package io.tierstream.segmentation.application;

/** There is no scoring model of this number. */
public final class UnknownModel extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int number;

  public UnknownModel(int number) {
    super("no model " + number);
    this.number = number;
  }

  public int number() {
    return number;
  }
}
