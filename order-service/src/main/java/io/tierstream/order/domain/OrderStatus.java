package io.tierstream.order.domain;

/** Where an order is in its life; {@code CANCELLED} and {@code REFUNDED} are its ends. */
public enum OrderStatus {
  PLACED,
  PAID,
  PARTIALLY_REFUNDED,
  REFUNDED,
  CANCELLED
}
