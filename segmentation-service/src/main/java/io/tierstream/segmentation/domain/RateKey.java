package io.tierstream.segmentation.domain;

import java.time.LocalDate;
import java.util.Objects;

/** A currency, ISO 4217, and the UTC day of a payment: what has a rate. */
public record RateKey(String currency, LocalDate day) {
  public RateKey {
    Objects.requireNonNull(currency, "currency");
    Objects.requireNonNull(day, "day");
  }
}
