package io.tierstream.order.persistence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The statement that finds a page of orders, newest first, and one order more when there is a next
 * page.
 *
 * @param parameters by name, in the order of the statement
 */
record OrderPage(String sql, Map<String, Object> parameters) {

  static OrderPage of(OrderFilter filter) {
    var conditions = new ArrayList<String>();
    var parameters = new LinkedHashMap<String, Object>();
    if (filter.customerId() != null) {
      conditions.add("customer_id = :customer");
      parameters.put("customer", filter.customerId());
    }
    if (filter.status() != null) {
      conditions.add("status = :status");
      parameters.put("status", filter.status().name());
    }
    if (filter.from() != null) {
      conditions.add("placed_at >= :from");
      parameters.put("from", filter.from());
    }
    if (filter.to() != null) {
      conditions.add("placed_at < :to");
      parameters.put("to", filter.to());
    }
    if (filter.after() != null) {
      // As one comparison of rows it is where the walk over an index begins.
      conditions.add("(placed_at, order_id) < (:at, :id)");
      parameters.put("at", filter.after().placedAt());
      parameters.put("id", filter.after().orderId());
    }
    var where = conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions) + " ";
    return new OrderPage(
        "SELECT * FROM orders "
            + where
            + "ORDER BY placed_at DESC, order_id DESC LIMIT "
            + (filter.limit() + 1),
        parameters);
  }
}
