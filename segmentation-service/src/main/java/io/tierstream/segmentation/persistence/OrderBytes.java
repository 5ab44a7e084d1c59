package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.Foreign;
import io.tierstream.segmentation.domain.KnownOrder;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of orders as bytes: a format number, then per order its id, version, status, amounts,
 * instants (the payment relative to the placing), what it came to in a foreign currency, and
 * ordinal. About 35 bytes an order with ids of seven characters.
 */
final class OrderBytes {

  private static final int FORMAT = 1;

  /** What follows, if an order has it. */
  private static final int PAID = 1;

  private static final int FOREIGN = 2;

  /** Roughly how many bytes an order takes that has all but a foreign currency. */
  private static final int BESIDE_ID = 32;

  private static final OrderStatus[] STATUSES = OrderStatus.values();

  private OrderBytes() {}

  static byte[] write(List<KnownOrder> orders) {
    var out = new PackedOut(FORMAT, expected(orders));
    for (var known : orders) {
      var order = known.order();
      out.text(order.orderId());
      out.number(order.version());
      out.octet(order.status().ordinal());
      out.amount(order.total());
      out.amount(order.refunded());
      var placed = PackedOut.micros(order.placedAt());
      out.difference(placed);
      out.octet((order.paidAt() == null ? 0 : PAID) | (order.foreign() == null ? 0 : FOREIGN));
      if (order.paidAt() != null) {
        out.difference(PackedOut.micros(order.paidAt()) - placed);
      }
      if (order.foreign() != null) {
        out.text(order.foreign().currency());
        out.amount(order.foreign().total());
        out.amount(order.foreign().refunded());
      }
      out.number(known.ordinal());
    }
    return out.bytes();
  }

  /** A customer's ids are mostly of one length. */
  private static int expected(List<KnownOrder> orders) {
    return orders.isEmpty()
        ? 0
        : orders.size() * (BESIDE_ID + orders.get(0).order().orderId().length());
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
      var has = in.octet();
      var paid = (has & PAID) == 0 ? null : PackedIn.instant(placed + in.difference());
      var foreign = (has & FOREIGN) == 0 ? null : new Foreign(in.text(), in.amount(), in.amount());
      orders.add(
          new KnownOrder(
              new Order(
                  id, version, status, total, refunded, PackedIn.instant(placed), paid, foreign),
              in.number()));
    }
    return orders;
  }
}
