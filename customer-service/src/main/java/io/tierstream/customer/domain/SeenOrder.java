package io.tierstream.customer.domain;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * An order as order-service told it.
 *
 * @param paidAt the purchase's instant, null until it is paid
 * @param currency of {@code net}, as ISO 4217 calls it
 * @param net what was to be paid without what was paid back
 */
public record SeenOrder(
    String orderId,
    String customerId,
    long version,
    boolean cancelled,
    Instant placedAt,
    Instant paidAt,
    String currency,
    BigDecimal net) {

  /** A purchase counts in the spend for so long. */
  public static final Duration WINDOW = Duration.ofDays(365);

  public SeenOrder {
    Objects.requireNonNull(placedAt, "placedAt");
    Objects.requireNonNull(net, "net");
  }

  /**
   * What of it is in the customer's 12-month spend at {@code now}: nothing when it isn't paid, is
   * too old or in another currency than {@code base}.
   */
  public BigDecimal counted(String base, Instant now) {
    return paidAt != null && currency.equals(base) && leavesAt().isAfter(now)
        ? net
        : BigDecimal.ZERO;
  }

  /** When it leaves the spend; only of a paid order. */
  public Instant leavesAt() {
    return paidAt.plus(WINDOW);
  }
}
