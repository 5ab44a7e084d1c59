package io.tierstream.order.domain;

import java.math.BigDecimal;

/**
 * {@code quantity} (at least 1) of one article at {@code unitPrice} in the order's currency; {@code
 * category} may be null.
 */
public record OrderLine(String sku, String category, int quantity, BigDecimal unitPrice) {

  public OrderLine {
    if (quantity < 1) {
      throw new IllegalArgumentException("quantity " + quantity);
    }
    if (unitPrice.signum() < 0) {
      throw new IllegalArgumentException("unit price " + unitPrice);
    }
  }

  /** Quantity times unit price. */
  public BigDecimal amount() {
    return unitPrice.multiply(BigDecimal.valueOf(quantity));
  }
}
