package io.tierstream.segmentation.domain;

import java.math.BigDecimal;

/** How many qualifying purchases there are in an interval, and what they come to. */
public record PurchaseTotals(int count, BigDecimal net) {

  static final PurchaseTotals NONE = new PurchaseTotals(0, BigDecimal.ZERO);

  PurchaseTotals minus(PurchaseTotals other) {
    return new PurchaseTotals(count - other.count, net.subtract(other.net));
  }
}
