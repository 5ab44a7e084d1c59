package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.Satisfaction;
import io.tierstream.segmentation.domain.ScoringModel;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.function.IntFunction;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/**
 * A row of {@code standing} for reading. What only the fold needs is left out, above all the orders
 * in {@code tail}; the pipeline writes the table in bulk.
 */
@Entity
@Immutable
@Table(name = "standing")
class StandingEntity {

  @Id
  @Column(name = "customer_id")
  String customerId;

  @Column(name = "tier")
  String tier;

  @Column(name = "tier_since")
  Instant since;

  @Column(name = "segment")
  String segment;

  @Column(name = "lifecycle")
  String lifecycle;

  @JdbcTypeCode(SqlTypes.SMALLINT)
  @Column(name = "r")
  Integer r;

  @JdbcTypeCode(SqlTypes.SMALLINT)
  @Column(name = "f")
  Integer f;

  @JdbcTypeCode(SqlTypes.SMALLINT)
  @Column(name = "m")
  Integer m;

  @JdbcTypeCode(SqlTypes.SMALLINT)
  @Column(name = "s")
  Integer s;

  @Column(name = "composite")
  BigDecimal composite;

  @Column(name = "frequency")
  int frequency;

  @Column(name = "monetary")
  BigDecimal monetary;

  @Column(name = "last_purchase_at")
  Instant lastPurchaseAt;

  @Column(name = "rating_weight")
  Double ratingWeight;

  @Column(name = "rating_sum")
  Double ratingSum;

  @Column(name = "rated_at")
  Instant ratedAt;

  @Column(name = "model")
  int model;

  @Column(name = "sequence")
  long sequence;

  @Column(name = "below_since")
  Instant belowSince;

  @Column(name = "next_change_at")
  Instant nextChangeAt;

  @Column(name = "as_of")
  Instant asOf;

  @Column(name = "merged_into")
  String mergedInto;

  @Column(name = "erased")
  boolean erased;

  /**
   * @param models by number
   */
  CurrentStanding toCurrentStanding(IntFunction<ScoringModel> models) {
    return new CurrentStanding(
        customerId,
        tier,
        segment,
        lifecycle,
        r == null ? null : new CurrentStanding.Scores(r, f, m, s),
        composite,
        lastPurchaseAt,
        frequency,
        monetary,
        satisfaction(models),
        model,
        sequence,
        since,
        belowSince,
        nextChangeAt,
        asOf,
        mergedInto,
        erased);
  }

  private Satisfaction satisfaction(IntFunction<ScoringModel> models) {
    return ratedAt == null
        ? null
        : new Satisfaction(models.apply(model).satisfaction(), ratingWeight, ratingSum, ratedAt);
  }
}
