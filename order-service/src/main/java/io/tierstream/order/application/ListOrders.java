package io.tierstream.order.application;

import io.tierstream.order.domain.Order;
import io.tierstream.order.persistence.OrderFilter;
import io.tierstream.order.persistence.Orders;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/** Orders are listed, newest first. */
@ApplicationScoped
public class ListOrders {

  private final Orders orders;

  ListOrders(Orders orders) {
    this.orders = orders;
  }

  /** One page of what {@code filter} asks for. */
  @Transactional
  public List<Order> list(OrderFilter filter) {
    return orders.page(filter);
  }
}
