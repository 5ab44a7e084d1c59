package io.tierstream.order.persistence;

import io.tierstream.order.domain.Rejection;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * A row of a file as it was read; all but the line is null where the row is rejected.
 *
 * @param line the line of the file on which it starts, the header's being 1
 * @param category may be null
 * @param channel may be null
 * @param quantity negative where it came back, never 0
 * @param rejection null when the row is good
 */
public record StagedRow(
    long line,
    String orderId,
    String customerId,
    String sku,
    String category,
    String channel,
    int quantity,
    BigDecimal unitPrice,
    Instant at,
    Rejection rejection) {

  /** A row that isn't taken. */
  public static StagedRow rejected(long line, Rejection rejection) {
    return new StagedRow(line, null, null, null, null, null, 0, null, null, rejection);
  }
}
