package io.tierstream.local.demo;

import io.tierstream.local.Service;
import java.math.BigDecimal;
import java.util.Map;

/**
 * One call of the shop's.
 *
 * @param visit the number of the visit that it came of
 * @param at the number of the visit with which its turn comes, not before {@code visit}
 * @param path of the POST
 * @param body as JSON; a refund's lacks its amount
 * @param share of the order's total, of a refund; null otherwise
 */
record Deed(
    long visit,
    long at,
    Kind kind,
    Service service,
    String path,
    Map<String, Object> body,
    BigDecimal share) {

  /** What it counts as. */
  enum Kind {
    REGISTRATION("registered"),
    ORDER("ordered"),
    PAYMENT("paid"),
    CANCELLATION("cancelled"),
    REFUND("refunded"),
    RATING("rated"),
    COMPLAINT("complained"),
    RESOLUTION("resolved");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** As in {@code 12 ordered}. */
    String word() {
      return word;
    }
  }

  /** The same for the same deed of the same demonstration, whenever it is tried. */
  String idempotencyKey(long seed) {
    return "demo-%x-%d-%s".formatted(seed, visit, kind);
  }
}
