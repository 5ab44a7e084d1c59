package io.tierstream.benchmark.contest;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A tier change's row in {@link OneRecordProgram}, with the event that tells it. */
@Entity
@Table(name = "tier_change")
class TierChangeRowEntity {

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE)
  Long id;

  String customerId;
  long sequence;
  Instant effectiveAt;

  @Column(columnDefinition = "text")
  String event;

  /** For Hibernate. */
  protected TierChangeRowEntity() {}

  TierChangeRowEntity(String customerId, long sequence, Instant effectiveAt, String event) {
    this.customerId = customerId;
    this.sequence = sequence;
    this.effectiveAt = effectiveAt;
    this.event = event;
  }
}
