package io.tierstream.segmentation.persistence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import org.hibernate.annotations.Immutable;

/** A row of {@code member_term} for reading: one attribute of one customer. */
@Entity
@Immutable
@Table(name = "member_term")
@IdClass(MemberTermEntity.Key.class)
class MemberTermEntity {

  /** Which attribute of which customer. */
  record Key(String term, String customerId) implements Serializable {}

  @Id
  @Column(name = "term")
  String term;

  @Id
  @Column(name = "customer_id")
  String customerId;
}
