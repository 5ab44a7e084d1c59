package io.tierstream.order.persistence;

import io.tierstream.order.domain.OrderStatus;
import java.time.Instant;

/**
 * Which orders are asked for; null asks for all.
 *
 * @param from the earliest {@code placedAt}, included
 * @param to the latest {@code placedAt}, not included
 * @param after the last order that the caller has seen
 * @param limit the most orders to answer
 */
public record OrderFilter(
    String customerId, OrderStatus status, Instant from, Instant to, Position after, int limit) {

  /** Where an order stands in a list: newest first, and by id at one instant. */
  public record Position(Instant placedAt, String orderId) {}
}
