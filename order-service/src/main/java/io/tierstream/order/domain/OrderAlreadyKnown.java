package io.tierstream.order.domain;

/** An order was to be placed under an id that another one has. */
public final class OrderAlreadyKnown extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public OrderAlreadyKnown(String orderId) {
    super("There is an order " + orderId + " already.");
  }
}
