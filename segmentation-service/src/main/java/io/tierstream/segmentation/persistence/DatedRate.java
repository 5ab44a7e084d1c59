package io.tierstream.segmentation.persistence;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * What one unit of a currency is worth in the base currency on a UTC day.
 *
 * @param currency ISO 4217
 * @param recordedAt when it was set
 */
public record DatedRate(String currency, LocalDate day, BigDecimal rate, Instant recordedAt) {}
