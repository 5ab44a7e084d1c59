package io.tierstream.segmentation.persistence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.Immutable;

/** A row of {@code tier_change} for reading: the event says everything. */
@Entity
@Immutable
@Table(name = "tier_change")
@IdClass(TierChangeEntity.Key.class)
class TierChangeEntity {

  /** Which change of which customer. */
  record Key(String customerId, long sequence) implements Serializable {}

  @Id
  @Column(name = "customer_id")
  String customerId;

  @Id
  @Column(name = "sequence")
  long sequence;

  @Column(name = "event", columnDefinition = "json")
  @ColumnTransformer(read = "event::text")
  String event;
}
