package io.tierstream.order.application;

import io.tierstream.order.domain.Order;
import io.tierstream.order.domain.UnknownOrder;
import io.tierstream.order.persistence.Orders;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** One order is looked up. */
@ApplicationScoped
public class FindOrder {

  private final Orders orders;

  FindOrder(Orders orders) {
    this.orders = orders;
  }

  /** The order as it is now; any text may be asked for. */
  @Transactional
  public Order find(String orderId) {
    return orders.known(orderId).orElseThrow(UnknownOrder::new);
  }
}
