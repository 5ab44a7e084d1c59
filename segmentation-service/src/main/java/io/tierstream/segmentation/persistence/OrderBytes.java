package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.KnownOrder;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of orders as bytes: a format number, then per order its id, version, status, amounts,
 * instants (the payment relative to the placing) and ordinal. About 35 bytes an order with ids of
 * seven characters.
 */
final class OrderBytes {

  private static final int FORMAT = 1;
  private static final OrderStatus[] STATUSES = OrderStatus.values();

  private OrderBytes() {}

  static byte[] write(Iterable<KnownOrder> orders) {
    var out = new PackedOut(FORMAT);
    for (var known : orders) {
      var order = known.order();
      out.text(order.orderId());
      out.number(order.version());
      out.octet(order.status().ordinal());
      out.amount(order.total());
      out.amount(order.refunded());
      var placed = PackedOut.micros(order.placedAt());
      out.difference(placed);
      if (order.paidAt() == null) {
        out.octet(0);
      } else {
        out.octet(1);
        out.difference(PackedOut.micros(order.paidAt()) - placed);
      }
      out.number(known.ordinal());
    }
    return out.bytes();
  }

  static List<KnownOrder> read(byte[] bytes) {
    var in = new PackedIn(bytes, FORMAT);
    var orders = new ArrayList<KnownOrder>();
    while (in.hasMore()) {
      var id = in.text();
      var version = in.number();
      var status = STATUSES[in.octet()];
      var total = in.amount();
      var refunded = in.amount();
      var placed = in.difference();
      var paid = in.octet() == 0 ? null : PackedIn.instant(placed + in.difference());
      orders.add(
          new KnownOrder(
              new Order(id, version, status, total, refunded, PackedIn.instant(placed), paid),
              in.number()));
    }
    return orders;
  }
}
