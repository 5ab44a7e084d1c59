package io.tierstream.segmentation.rest;

import io.tierstream.segmentation.SegmentationSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.Currency;

/** The currency that all amounts here are in. */
@ApplicationScoped
class BaseCurrency {

  private final int decimals;

  BaseCurrency(SegmentationSettings settings) {
    var currency = Currency.getInstance(settings.baseCurrency());
    decimals = Math.max(currency.getDefaultFractionDigits(), 0);
  }

  /** With as many decimals as the currency has, more where the amount has more: {@code 129.90}. */
  String text(BigDecimal amount) {
    var exact = amount.stripTrailingZeros();
    return exact.setScale(Math.max(decimals, exact.scale())).toPlainString();
  }
}
