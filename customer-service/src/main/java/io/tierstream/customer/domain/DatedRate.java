package io.tierstream.customer.domain;

import java.math.BigDecimal;

/**
 * What one unit of a currency is worth in the base currency on a day.
 *
 * @param rate above zero
 * @param version of the rate of that currency and day; the highest holds
 */
public record DatedRate(RateKey key, BigDecimal rate, long version) {}
