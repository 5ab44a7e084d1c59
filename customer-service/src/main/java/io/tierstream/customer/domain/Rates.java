package io.tierstream.customer.domain;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * What currencies are worth in the base currency.
 *
 * @param base the base currency
 * @param known those that were asked for, as far as they were told
 */
public record Rates(String base, Map<RateKey, BigDecimal> known) {

  /** What {@code amount}, paid in the currency and on the day of {@code key}, comes to; exact. */
  Optional<BigDecimal> converted(BigDecimal amount, RateKey key) {
    return key.currency().equals(base)
        ? Optional.of(amount)
        : Optional.ofNullable(known.get(key)).map(amount::multiply);
  }
}
