package io.tierstream.order.domain;

/** There is no order with the given id. */
public final class UnknownOrder extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UnknownOrder() {
    super("There is no such order.");
  }
}
