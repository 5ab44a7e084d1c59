package io.tierstream.customer.domain;

/** There is no such customer to be merged into. */
public final class UnknownSurvivor extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UnknownSurvivor() {
    super("must be a known customer");
  }
}
