package io.tierstream.customer.domain;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;

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
   * What of it is in the customer's 12-month spend at {@code now}, in the base currency: nothing
   * when it isn't paid, is too old, or as long as its rate isn't known.
   */
  public BigDecimal counted(Rates rates, Instant now) {
    return paidAt != null && leavesAt().isAfter(now)
        ? rates.converted(net, new RateKey(currency, day())).orElse(BigDecimal.ZERO)
        : BigDecimal.ZERO;
  }

  /** What has the rate by which it counts, refunds too; empty when it needs none. */
  public Optional<RateKey> convertedBy(String base) {
    return paidAt == null || currency.equals(base)
        ? Optional.empty()
        : Optional.of(new RateKey(currency, day()));
  }

  private LocalDate day() {
    return LocalDate.ofInstant(paidAt, ZoneOffset.UTC);
  }

  /** When it leaves the spend; only of a paid order. */
  public Instant leavesAt() {
    return paidAt.plus(WINDOW);
  }
}
