package io.tierstream.segmentation.persistence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;

/** A row of {@code pin}: one version of a customer's pin, with its reason. */
@Entity
@Table(name = "pin")
@IdClass(PinEntity.Key.class)
class PinEntity {

  /** Which version of whose pin. */
  record Key(String customerId, long version) implements Serializable {}

  @Id
  @Column(name = "customer_id")
  String customerId;

  @Id
  @Column(name = "version")
  long version;

  @Column(name = "tier")
  String tier;

  @Column(name = "until")
  Instant until;

  @Column(name = "reason")
  String reason;

  @Column(name = "recorded_at")
  Instant recordedAt;

  RecordedPin toRecordedPin() {
    return new RecordedPin(customerId, version, tier, until, reason, recordedAt);
  }
}
