package io.tierstream.segmentation.domain;

import java.math.BigDecimal;

/** How many qualifying purchases there are in an interval, and what they come to. */
public record PurchaseTotals(int count, BigDecimal net) {}
