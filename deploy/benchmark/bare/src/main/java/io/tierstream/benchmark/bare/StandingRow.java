package io.tierstream.benchmark.bare;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** The columns of {@code standing} that callers of segmentation-service see, as they are. */
public record StandingRow(
    String customerId,
    String mergedInto,
    String tier,
    String segment,
    String lifecycle,
    Integer r,
    Integer f,
    Integer m,
    Integer s,
    BigDecimal composite,
    Instant lastPurchaseAt,
    int frequency,
    BigDecimal monetary,
    Double ratingWeight,
    Double ratingSum,
    Instant ratedAt,
    int model,
    long sequence,
    Instant tierSince,
    Instant belowSince,
    Instant nextChangeAt,
    Instant asOf) {

  static final String BY_ID =
      """
      SELECT customer_id, merged_into, tier, segment, lifecycle, r, f, m, s, composite, last_purchase_at,
        frequency, monetary, rating_weight, rating_sum, rated_at, model, sequence, tier_since, below_since,
        next_change_at, as_of
      FROM standing WHERE customer_id = ?""";

  static StandingRow of(ResultSet row) throws SQLException {
    return new StandingRow(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getObject(6, Integer.class),
        row.getObject(7, Integer.class),
        row.getObject(8, Integer.class),
        row.getObject(9, Integer.class),
        row.getBigDecimal(10),
        instant(row, 11),
        row.getInt(12),
        row.getBigDecimal(13),
        row.getObject(14, Double.class),
        row.getObject(15, Double.class),
        instant(row, 16),
        row.getInt(17),
        row.getLong(18),
        instant(row, 19),
        instant(row, 20),
        instant(row, 21),
        instant(row, 22));
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
