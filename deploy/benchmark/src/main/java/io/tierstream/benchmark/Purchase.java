package io.tierstream.benchmark;

/**
 * A purchase as the newest fact of it tells; amounts in cents, instants in microseconds since 1970.
 *
 * @param order numbers rise with {@code placedAt}
 * @param version 1 as paid, more with every refund
 * @param ordinal of the application that brought it, counted per customer from 1 up
 */
record Purchase(
    String customerId,
    long order,
    int version,
    long total,
    long refunded,
    long placedAt,
    long paidAt,
    long ordinal) {

  String orderId() {
    return "O" + order;
  }

  String status() {
    return refunded == 0 ? "PAID" : "PARTIALLY_REFUNDED";
  }

  long net() {
    return total - refunded;
  }
}
