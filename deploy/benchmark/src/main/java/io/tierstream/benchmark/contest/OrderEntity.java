package io.tierstream.benchmark.contest;

import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderStatus;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;

/** An order's row in {@link OneRecordProgram}. */
@Entity
@Table(name = "customer_order", indexes = @Index(columnList = "customerId, paidAt"))
class OrderEntity {

  @Id String orderId;
  String customerId;
  long version;

  @Enumerated(EnumType.STRING)
  OrderStatus status;

  @Column(precision = 18, scale = 4)
  BigDecimal total;

  @Column(precision = 18, scale = 4)
  BigDecimal refunded;

  Instant placedAt;

  /** Null until it is paid. */
  Instant paidAt;

  /** For Hibernate. */
  protected OrderEntity() {}

  OrderEntity(String customerId, Order order) {
    this.orderId = order.orderId();
    this.customerId = customerId;
    become(order);
  }

  final void become(Order order) {
    version = order.version();
    status = order.status();
    total = order.total();
    refunded = order.refunded();
    placedAt = order.placedAt();
    paidAt = order.paidAt();
  }
}
