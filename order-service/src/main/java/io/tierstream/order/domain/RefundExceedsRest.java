package io.tierstream.order.domain;

/** More was to be refunded than is left of the order. */
public final class RefundExceedsRest extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Money rest;

  public RefundExceedsRest(String orderId, Money rest, OrderStatus status) {
    super("Order " + orderId + " is " + status + " and has " + rest + " left to refund.");
    this.rest = rest;
  }

  /** What is left to refund. */
  public Money rest() {
    return rest;
  }
}
