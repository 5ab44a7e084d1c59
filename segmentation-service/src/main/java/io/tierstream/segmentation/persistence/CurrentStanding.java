package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.Satisfaction;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/**
 * Where a customer stands, as last written; without the orders that led there.
 *
 * @param tier null for a customer without one
 * @param segment null without a qualifying purchase, as are {@code scores}, {@code composite} and
 *     {@code lastPurchaseAt}
 * @param monetary in the base currency
 * @param satisfaction what the ratings come to; null without rated feedback
 * @param model number of the model it was judged by
 * @param sequence number of the last tier change, 0 before the first
 * @param since instant of the last tier change; null before the first
 * @param belowSince since when the tier can't be kept; null while it can
 * @param nextChangeAt when something changes if nothing else happens; null: never
 * @param asOf instant of the last assessment; null before the first
 * @param mergedInto whom the customer's facts count for; null when it is the customer
 * @param isErased whether nothing else is left of the customer
 */
public record CurrentStanding(
    String customerId,
    String tier,
    String segment,
    String lifecycle,
    Scores scores,
    BigDecimal composite,
    Instant lastPurchaseAt,
    int frequency,
    BigDecimal monetary,
    Satisfaction satisfaction,
    int model,
    long sequence,
    Instant since,
    Instant belowSince,
    Instant nextChangeAt,
    Instant asOf,
    String mergedInto,
    boolean isErased) {

  /** Each from 1 to 5; {@code s} is null without rated feedback. */
  public record Scores(int r, int f, int m, Integer s) {}

  /** Whole days (24 h) since the latest qualifying purchase; null when there is none. */
  public Long recencyDays(Instant now) {
    return lastPurchaseAt == null ? null : Duration.between(lastPurchaseAt, now).toDays();
  }

  /** From 1 to 5 with two places, at {@code now}; null without rated feedback. */
  public BigDecimal satisfaction(Instant now) {
    return satisfaction == null ? null : satisfaction.at(now);
  }
}
