package io.tierstream.order.persistence;

import io.tierstream.order.domain.Benefit;
import io.tierstream.order.domain.Money;
import io.tierstream.order.domain.Order;
import io.tierstream.order.domain.OrderStatus;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.hibernate.annotations.BatchSize;

/** A row of {@code orders} with its lines. */
@Entity
@Table(name = "orders")
class OrderEntity {

  @Id
  @Column(name = "order_id", length = 64)
  String orderId;

  @Column(name = "customer_id", length = 64)
  String customerId;

  long version;

  @Enumerated(EnumType.STRING)
  @Column(length = 20)
  OrderStatus status;

  @Column(length = 3)
  String currency;

  @Column(precision = 38, scale = 4)
  BigDecimal total;

  @Column(precision = 38, scale = 4)
  BigDecimal discount;

  @Column(name = "benefit_tier", length = 64)
  String benefitTier;

  @Column(precision = 38, scale = 4)
  BigDecimal refunded;

  @Column(name = "placed_at")
  Instant placedAt;

  @Column(name = "paid_at")
  Instant paidAt;

  @Column(length = 64)
  String channel;

  @ElementCollection
  @CollectionTable(name = "order_line", joinColumns = @JoinColumn(name = "order_id"))
  @OrderBy("position")
  @BatchSize(size = 500)
  List<OrderLineEntity> lines = new ArrayList<>();

  static OrderEntity of(Order order) {
    var entity = new OrderEntity();
    entity.orderId = order.orderId();
    entity.customerId = order.customerId();
    entity.currency = order.currency().getCurrencyCode();
    entity.total = order.total().amount();
    if (order.benefit() != null) {
      entity.discount = order.benefit().discount().amount();
      entity.benefitTier = order.benefit().tier();
    }
    entity.placedAt = order.placedAt();
    entity.channel = order.channel();
    for (var line : order.lines()) {
      entity.lines.add(OrderLineEntity.of(entity.lines.size() + 1, line));
    }
    entity.moveTo(order);
    return entity;
  }

  /** Takes over what a step can change. */
  void moveTo(Order order) {
    version = order.version();
    status = order.status();
    refunded = order.refunded().amount();
    paidAt = order.paidAt();
  }

  Order toOrder() {
    var unit = Currency.getInstance(currency);
    return new Order(
        orderId,
        customerId,
        version,
        status,
        new Money(total, unit),
        discount == null ? null : new Benefit(benefitTier, new Money(discount, unit)),
        new Money(refunded, unit),
        placedAt,
        paidAt,
        channel,
        lines.stream().map(OrderLineEntity::toLine).toList());
  }
}
