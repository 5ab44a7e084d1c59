package io.tierstream.order.persistence;

import io.tierstream.order.domain.OrderLine;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.math.BigDecimal;

/** A row of {@code order_line}. */
@Embeddable
class OrderLineEntity {

  long position;

  @Column(length = 64)
  String sku;

  @Column(length = 64)
  String category;

  int quantity;

  @Column(name = "unit_price", precision = 38, scale = 4)
  BigDecimal unitPrice;

  static OrderLineEntity of(long position, OrderLine line) {
    var entity = new OrderLineEntity();
    entity.position = position;
    entity.sku = line.sku();
    entity.category = line.category();
    entity.quantity = line.quantity();
    entity.unitPrice = line.unitPrice();
    return entity;
  }

  OrderLine toLine() {
    return new OrderLine(sku, category, quantity, unitPrice);
  }
}
