package io.tierstream.segmentation.domain;

import java.time.Instant;
import java.util.Comparator;

/** The place of an order among a customer's orders: by instant of placing, then by id (UTF-16). */
public record OrderKey(Instant placedAt, String orderId) implements Comparable<OrderKey> {

  private static final Comparator<OrderKey> ORDER =
      Comparator.comparing(OrderKey::placedAt).thenComparing(OrderKey::orderId);

  @Override
  public int compareTo(OrderKey other) {
    return ORDER.compare(this, other);
  }
}
