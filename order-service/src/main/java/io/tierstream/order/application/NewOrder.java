package io.tierstream.order.application;

import io.tierstream.order.domain.OrderLine;
import java.time.Instant;
import java.util.Currency;
import java.util.List;

/**
 * An order as a customer wants it.
 *
 * @param orderId null to get one
 * @param channel may be null
 * @param placedAt null for now
 */
public record NewOrder(
    String orderId,
    String customerId,
    Currency currency,
    String channel,
    List<OrderLine> lines,
    Instant placedAt) {}
