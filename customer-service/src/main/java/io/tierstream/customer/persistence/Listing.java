package io.tierstream.customer.persistence;

import io.tierstream.customer.persistence.ListingFilter.Place;
import io.tierstream.customer.persistence.ListingFilter.Sort;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * A row of the management table.
 *
 * @param since when the tier was reached; null without one
 * @param lastOrderAt null without an order
 * @param spend of the last 365 days, in the base currency
 * @param nr stands for the id in cursors
 */
public record Listing(
    String customerId,
    String status,
    String name,
    String phone,
    String email,
    String notes,
    String region,
    String industry,
    Standing standing,
    Instant lastOrderAt,
    BigDecimal spend,
    long nr) {

  /** Where it stands in a table that is sorted by {@code sort}. */
  public Place place(Sort sort) {
    return new Place(sort.key(this), nr);
  }

  /** Where a customer stands; each may be null. */
  public record Standing(String tier, String segment, String lifecycle, Instant since) {}
}
