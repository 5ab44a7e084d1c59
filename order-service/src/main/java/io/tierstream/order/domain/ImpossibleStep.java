package io.tierstream.order.domain;

/** A step was asked for which the order's state doesn't allow. */
public final class ImpossibleStep extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final OrderStatus status;

  /** {@code step} as in "can't be paid". */
  public ImpossibleStep(String orderId, String step, OrderStatus status) {
    super("Order " + orderId + " is " + status + " and can't be " + step + ".");
    this.status = status;
  }

  /** The state that stands in the way. */
  public OrderStatus status() {
    return status;
  }
}
