package io.tierstream.benchmark.contest;

import io.tierstream.segmentation.domain.Assessment;
import io.tierstream.segmentation.domain.Lifecycle;
import io.tierstream.segmentation.domain.Monetary;
import io.tierstream.segmentation.domain.Satisfaction;
import io.tierstream.segmentation.domain.Scores;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;

/** A customer's row in {@link OneRecordProgram}: the figures as they were last, and the tier. */
@Entity
@Table(name = "customer")
class CustomerEntity {

  @Id String customerId;

  /** Null until assessed. */
  Instant asOf;

  int frequency;

  @Column(precision = 18, scale = 4)
  BigDecimal monetary;

  Instant lastPurchaseAt;
  Integer r;
  Integer f;
  Integer m;
  Integer s;

  /** The three of satisfaction are there together, or not at all. */
  Double weights;

  Double weighted;
  Instant ratedAt;
  String segment;

  @Enumerated(EnumType.STRING)
  Lifecycle lifecycle;

  String tier;
  Instant tierSince;
  Instant belowSince;
  Instant nextChangeAt;
  long sequence;

  /** For Hibernate. */
  protected CustomerEntity() {}

  CustomerEntity(String customerId) {
    this.customerId = customerId;
  }

  /** Null until assessed. */
  Assessment assessment() {
    if (asOf == null) {
      return null;
    }
    var satisfaction =
        ratedAt == null
            ? null
            : new Satisfaction(KeptFigures.MODEL.satisfaction(), weights, weighted, ratedAt);
    var spent = new Monetary(monetary, frequency, KeptFigures.MODEL.monetaryBy());
    return r == null
        ? new Assessment(
            asOf, frequency, spent, lastPurchaseAt, satisfaction, null, null, null, lifecycle)
        : KeptFigures.assessment(
            asOf,
            frequency,
            spent,
            lastPurchaseAt,
            satisfaction,
            new Scores(r, f, m, s),
            lifecycle);
  }

  void become(Assessment after, TierVerdict verdict, Instant next) {
    asOf = after.at();
    frequency = after.frequency();
    monetary = after.monetary().net();
    lastPurchaseAt = after.lastPurchaseAt();
    var scores = after.scores();
    r = scores == null ? null : Integer.valueOf(scores.r());
    f = scores == null ? null : Integer.valueOf(scores.f());
    m = scores == null ? null : Integer.valueOf(scores.m());
    s = scores == null ? null : scores.s();
    var satisfaction = after.satisfaction();
    weights = satisfaction == null ? null : Double.valueOf(satisfaction.weights());
    weighted = satisfaction == null ? null : Double.valueOf(satisfaction.weighted());
    ratedAt = satisfaction == null ? null : satisfaction.ratedAt();
    segment = after.segment();
    lifecycle = after.lifecycle();
    tierSince = verdict.moves().isEmpty() ? tierSince : after.at();
    tier = verdict.tier();
    belowSince = verdict.belowSince();
    nextChangeAt = next;
    sequence += verdict.moves().size();
  }
}
