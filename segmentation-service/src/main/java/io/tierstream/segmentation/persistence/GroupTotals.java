package io.tierstream.segmentation.persistence;

import java.math.BigDecimal;

/**
 * The customers of one group together.
 *
 * @param group name; null for those without one
 * @param monetary sum in the base currency
 */
public record GroupTotals(String group, long customers, BigDecimal monetary) {}
