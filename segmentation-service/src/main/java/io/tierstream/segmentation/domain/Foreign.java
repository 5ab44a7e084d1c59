package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
import java.util.Objects;

/** What an order comes to in the currency that it was made in, ISO 4217. */
public record Foreign(String currency, BigDecimal total, BigDecimal refunded) {
  public Foreign {
    Objects.requireNonNull(currency, "currency");
    Objects.requireNonNull(total, "total");
    Objects.requireNonNull(refunded, "refunded");
  }
}
