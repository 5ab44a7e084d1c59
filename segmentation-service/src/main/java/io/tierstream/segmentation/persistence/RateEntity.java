package io.tierstream.segmentation.persistence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.hibernate.annotations.Immutable;

/** A row of {@code rate}. */
@Entity
@Immutable
@Table(name = "rate")
class RateEntity {

  /** Of which currency, on which day. */
  record Key(String currency, LocalDate day) implements Serializable {}

  @Id
  @Column(name = "currency")
  String currency;

  @Id
  @Column(name = "day")
  LocalDate day;

  @Column(name = "rate", columnDefinition = "numeric")
  BigDecimal rate;

  @Column(name = "recorded_at")
  Instant recordedAt;

  DatedRate toDatedRate() {
    return new DatedRate(currency, day, rate, recordedAt);
  }
}
