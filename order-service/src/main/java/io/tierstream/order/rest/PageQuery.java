package io.tierstream.order.rest;

import io.tierstream.order.domain.Order;
import io.tierstream.order.domain.OrderStatus;
import io.tierstream.order.persistence.OrderFilter;
import io.tierstream.order.persistence.OrderFilter.Position;
import io.tierstream.rest.Cursor;
import io.tierstream.rest.Page;
import io.tierstream.rest.RequestParameters;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.List;

/** Reads which page of which orders is asked for, and says where the next one begins. */
final class PageQuery {

  private static final String ORDER = "-placedAt";
  private static final List<String> STATUSES =
      Arrays.stream(OrderStatus.values()).map(Enum::name).toList();

  private PageQuery() {}

  static OrderFilter read(UriInfo uri) {
    var query = RequestParameters.of(uri, "customerId", "status", "from", "to", "limit", "after");
    var filter =
        new OrderFilter(
            query.id("customerId").orElse(null),
            query.oneOf("status", STATUSES).map(OrderStatus::valueOf).orElse(null),
            query.instant("from").orElse(null),
            query.instant("to").orElse(null),
            query.after(ORDER, 2).map(cursor -> position(query, cursor)).orElse(null),
            query.limit());
    query.check();
    return filter;
  }

  /** The page of what was found, one more than its limit when there are more. */
  static Page<OrderResponse> page(List<Order> found, int limit) {
    return Page.of(
        found,
        limit,
        OrderResponse::of,
        order -> Cursor.write(ORDER, order.placedAt().toString(), order.orderId()));
  }

  private static Position position(RequestParameters query, Cursor cursor) {
    var at = cursor.instant(0);
    if (at.isEmpty() || cursor.value(1) == null) {
      query.refuse("after", "cursor", "must be what an answer to the same question called next");
      return null;
    }
    return new Position(at.get(), cursor.value(1));
  }
}
