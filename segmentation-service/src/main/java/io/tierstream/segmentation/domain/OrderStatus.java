package io.tierstream.segmentation.domain;

/** Where an order is in its life. */
public enum OrderStatus {
  PLACED,
  PAID,
  PARTIALLY_REFUNDED,
  REFUNDED,
  CANCELLED;

  /** Whether an order gets here by money being given back, or by being called off. */
  boolean isRefundOrCancellation() {
    return this == PARTIALLY_REFUNDED || this == REFUNDED || this == CANCELLED;
  }
}
