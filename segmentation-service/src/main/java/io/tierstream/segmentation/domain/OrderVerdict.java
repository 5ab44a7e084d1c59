package io.tierstream.segmentation.domain;

import java.time.Instant;

/** Whether an order counts toward frequency and monetary at an instant, and if not, why. */
public enum OrderVerdict {
  COUNTS,
  /** It was never paid. */
  NOT_PAID,
  /** It was called off. */
  CANCELLED,
  /** All of it was given back. */
  REFUNDED,
  /** It cost nothing. */
  WITHOUT_VALUE,
  /** It is dated after the instant. */
  YET_TO_COME,
  /** It was paid before the window begins; it may still be the latest one. */
  BEFORE_THE_WINDOW;

  /** The verdict on {@code order} at {@code at}, by {@code model}. */
  public static OrderVerdict of(Order order, ScoringModel model, Instant at) {
    if (order.status() == OrderStatus.CANCELLED) {
      return CANCELLED;
    }
    if (!order.isPurchase()) {
      return NOT_PAID;
    }
    if (!order.qualifies()) {
      return order.total().signum() == 0 ? WITHOUT_VALUE : REFUNDED;
    }
    if (order.paidAt().isAfter(at)) {
      return YET_TO_COME;
    }
    return model.window() == null || order.paidAt().isAfter(at.minus(model.window()))
        ? COUNTS
        : BEFORE_THE_WINDOW;
  }
}
