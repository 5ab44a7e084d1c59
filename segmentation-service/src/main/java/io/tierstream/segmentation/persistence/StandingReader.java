package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.Satisfaction;
import io.tierstream.segmentation.domain.ScoringModel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.IntFunction;

/** Reads what callers see of one standing from a row that begins with {@link #COLUMNS}. */
final class StandingReader {

  static final String COLUMNS =
      """
      customer_id, tier, segment, lifecycle, r, f, m, s, composite, last_purchase_at, frequency, monetary,
      model, rating_weight, rating_sum, rated_at, sequence, tier_since, below_since, next_change_at, as_of""";

  /** The first column behind them. */
  static final int NEXT = 22;

  private final ResultSet row;
  private int column;

  private StandingReader(ResultSet row) {
    this.row = row;
  }

  /**
   * The standing in the row that {@code row} is at.
   *
   * @param models by number
   * @param mergedInto null for somebody who is nobody else
   */
  static CurrentStanding read(
      ResultSet row, IntFunction<ScoringModel> models, String mergedInto, boolean isErased)
      throws SQLException {
    var next = new StandingReader(row);
    var customerId = next.text();
    var tier = next.text();
    var segment = next.text();
    var lifecycle = next.text();
    var scores = next.scores();
    var composite = next.row.getBigDecimal(++next.column);
    var lastPurchaseAt = next.instant();
    int frequency = next.row.getInt(++next.column);
    var monetary = next.row.getBigDecimal(++next.column);
    int model = next.row.getInt(++next.column);
    return new CurrentStanding(
        customerId,
        tier,
        segment,
        lifecycle,
        scores,
        composite,
        lastPurchaseAt,
        frequency,
        monetary,
        next.satisfaction(models, model),
        model,
        next.row.getLong(++next.column),
        next.instant(),
        next.instant(),
        next.instant(),
        next.instant(),
        mergedInto,
        isErased);
  }

  private String text() throws SQLException {
    return row.getString(++column);
  }

  private Instant instant() throws SQLException {
    var at = row.getObject(++column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private CurrentStanding.Scores scores() throws SQLException {
    int r = row.getInt(++column);
    boolean isScored = !row.wasNull();
    int f = row.getInt(++column);
    int m = row.getInt(++column);
    int s = row.getInt(++column);
    return isScored ? new CurrentStanding.Scores(r, f, m, row.wasNull() ? null : s) : null;
  }

  private Satisfaction satisfaction(IntFunction<ScoringModel> models, int model)
      throws SQLException {
    double weight = row.getDouble(++column);
    double sum = row.getDouble(++column);
    var ratedAt = instant();
    return ratedAt == null
        ? null
        : new Satisfaction(models.apply(model).satisfaction(), weight, sum, ratedAt);
  }
}
