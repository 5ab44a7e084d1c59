package io.tierstream.segmentation.domain;

import static java.time.temporal.ChronoUnit.MICROS;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;

/**
 * An order as one of its versions leaves it, §1.
 *
 * <p>Money is in the base currency, instants are cut to microseconds, {@code paidAt} is null until
 * the order is paid and stays for ever after. What no order can be is refused with an {@link
 * IllegalArgumentException} that names the part.
 *
 * @param foreign what it comes to in the currency that it was made in, the amounts beside it being
 *     converted, and zero until it is paid; null when it was made in the base currency
 */
public record Order(
    String orderId,
    long version,
    OrderStatus status,
    BigDecimal total,
    BigDecimal refunded,
    Instant placedAt,
    Instant paidAt,
    Foreign foreign) {

  /** Digits on either side of the point: wide enough for money, too narrow to hurt. */
  static final int MAX_DIGITS = 18;

  /** Every amount is less. */
  static final BigDecimal AMOUNTS_END = BigDecimal.ONE.movePointRight(MAX_DIGITS);

  private static final int NANOS_OF_A_MICRO = 1_000;
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  static final Instant LATEST = Instant.parse("+10000-01-01T00:00:00Z");

  public Order {
    Objects.requireNonNull(orderId, "orderId");
    Objects.requireNonNull(status, "status");
    total = amount("total", total);
    refunded = amount("refunded", refunded);
    placedAt = instant("placedAt", placedAt);
    paidAt = paidAt == null ? null : instant("paidAt", paidAt);
    require(version > 0, "version must be positive");
    require(refunded.compareTo(total) <= 0, "refunded must not exceed total");
    require(status != OrderStatus.PLACED || paidAt == null, "paidAt must be absent while placed");
    require(
        status == OrderStatus.PLACED || status == OrderStatus.CANCELLED || paidAt != null,
        "paidAt must be present once paid");
    if (placedAt.equals(paidAt)) {
      paidAt = placedAt; // millions of orders are held in memory: don't hold one instant twice
    }
  }

  /** Made in the base currency. */
  public Order(
      String orderId,
      long version,
      OrderStatus status,
      BigDecimal total,
      BigDecimal refunded,
      Instant placedAt,
      Instant paidAt) {
    this(orderId, version, status, total, refunded, placedAt, paidAt, null);
  }

  /** What is left of the price after refunds. */
  public BigDecimal net() {
    return refunded.signum() == 0 ? total : total.subtract(refunded);
  }

  /** Whether it was ever paid. */
  public boolean isPurchase() {
    return paidAt != null;
  }

  /** Whether it counts toward recency, frequency and monetary. */
  public boolean qualifies() {
    return (status == OrderStatus.PAID || status == OrderStatus.PARTIALLY_REFUNDED)
        && refunded.compareTo(total) < 0;
  }

  /** Its place among a customer's orders. */
  public FactKey key() {
    return new FactKey(placedAt, orderId);
  }

  /** Cut to microseconds; refused outside of the years 1 to 9999. */
  static Instant instant(String name, Instant value) {
    Objects.requireNonNull(value, name);
    require(!value.isBefore(EARLIEST) && value.isBefore(LATEST), name + " is out of range");
    return exact(value);
  }

  /** Cut to microseconds. */
  static Instant exact(Instant value) {
    return value.getNano() % NANOS_OF_A_MICRO == 0 ? value : value.truncatedTo(MICROS);
  }

  private static BigDecimal amount(String name, BigDecimal value) {
    Objects.requireNonNull(value, name);
    require(value.signum() >= 0, name + " must not be negative");
    require(
        Math.abs((long) value.scale()) <= MAX_DIGITS
            && (long) value.precision() - value.scale() <= MAX_DIGITS,
        name + " has too many digits");
    return value.signum() == 0 ? BigDecimal.ZERO : value;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
