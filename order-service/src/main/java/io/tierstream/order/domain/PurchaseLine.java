package io.tierstream.order.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;

/**
 * A line of a purchase from which something can come back.
 *
 * @param position orders the lines within their order
 * @param left how many pieces can still come back
 */
public record PurchaseLine(
    String orderId, long position, Instant paidAt, int left, BigDecimal unitPrice) {

  /**
   * The order in which returns are taken from purchases; at equal instants the higher id counts as
   * newer.
   */
  public static final Comparator<PurchaseLine> NEWEST_FIRST =
      Comparator.comparing(PurchaseLine::paidAt)
          .thenComparing(PurchaseLine::orderId)
          .reversed()
          .thenComparingLong(PurchaseLine::position);
}
