package io.tierstream.segmentation.domain;

import static java.util.stream.Collectors.toCollection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Everything known of one customer's orders. Immutable: a change shares all but a logarithmic part
 * of its structure with what was before, and every question but iteration is answered in
 * logarithmic time.
 */
public final class OrderBook {

  private static final OrderBook EMPTY = new OrderBook(null, null, null);

  private final OrderTree byId;
  private final OrderTree byPlacement;

  /** Qualifying purchases only. */
  private final OrderTree byPayment;

  private OrderBook(OrderTree byId, OrderTree byPlacement, OrderTree byPayment) {
    this.byId = byId;
    this.byPlacement = byPlacement;
    this.byPayment = byPayment;
  }

  public static OrderBook empty() {
    return EMPTY;
  }

  /** A book of these orders, in any sequence; refuses two versions of one order. */
  public static OrderBook of(Collection<KnownOrder> orders) {
    if (orders.isEmpty()) {
      return EMPTY;
    }
    List<KnownOrder> byId = sorted(orders, OrderTree.Key.ID);
    for (int i = 1; i < byId.size(); i++) {
      if (byId.get(i).order().orderId().equals(byId.get(i - 1).order().orderId())) {
        throw new IllegalArgumentException("an order is there twice");
      }
    }
    List<KnownOrder> qualifying = orders.stream().filter(k -> k.order().qualifies()).toList();
    return new OrderBook(
        OrderTree.of(byId, OrderTree.Key.ID),
        OrderTree.of(sorted(orders, OrderTree.Key.PLACEMENT), OrderTree.Key.PLACEMENT),
        OrderTree.of(sorted(qualifying, OrderTree.Key.PAYMENT), OrderTree.Key.PAYMENT));
  }

  private static List<KnownOrder> sorted(Collection<KnownOrder> orders, OrderTree.Key key) {
    return orders.stream()
        .sorted((a, b) -> key.compare(a.order(), b.order()))
        .collect(toCollection(ArrayList::new));
  }

  /** With this order, in the place of what was known of it. */
  public OrderBook with(KnownOrder known) {
    return with(known, get(known.order().orderId()));
  }

  private OrderBook with(KnownOrder known, KnownOrder superseded) {
    Order order = known.order();
    OrderTree placements = byPlacement;
    OrderTree payments = byPayment;
    if (superseded != null) {
      Order before = superseded.order();
      if (!before.placedAt().equals(order.placedAt())) {
        placements = OrderTree.without(placements, before, OrderTree.Key.PLACEMENT);
      }
      if (before.qualifies() && !(order.qualifies() && before.paidAt().equals(order.paidAt()))) {
        payments = OrderTree.without(payments, before, OrderTree.Key.PAYMENT);
      }
    }
    return new OrderBook(
        OrderTree.with(byId, known, OrderTree.Key.ID),
        OrderTree.with(placements, known, OrderTree.Key.PLACEMENT),
        order.qualifies() ? OrderTree.with(payments, known, OrderTree.Key.PAYMENT) : payments);
  }

  /** What is known of this order, or null. */
  public KnownOrder get(String orderId) {
    return OrderTree.get(byId, orderId);
  }

  public int size() {
    return OrderTree.size(byId);
  }

  /** All orders, purchases or not, by key. */
  public List<KnownOrder> all() {
    return OrderTree.list(byPlacement, 0, size());
  }

  /** The orders whose key is in {@code [from, to)}, by key; a null bound is no bound. */
  public List<KnownOrder> between(FactKey from, FactKey to) {
    return OrderTree.list(
        byPlacement,
        from == null ? 0 : OrderTree.before(byPlacement, from),
        to == null ? size() : OrderTree.before(byPlacement, to));
  }

  /** The latest qualifying purchase not later than {@code at}, or null. */
  public Order lastPurchase(Instant at) {
    int count = countPurchases(at);
    return count == 0 ? null : OrderTree.get(byPayment, count - 1).order();
  }

  /** The earliest qualifying purchase later than {@code at}, or null. */
  public Order firstPurchaseAfter(Instant at) {
    int count = countPurchases(at);
    return count == OrderTree.size(byPayment) ? null : OrderTree.get(byPayment, count).order();
  }

  /** How many qualifying purchases there are until {@code upTo}. */
  int countPurchases(Instant upTo) {
    return OrderTree.paidBy(byPayment, upTo);
  }

  /** The qualifying purchases in {@code (after, upTo]}; {@code after} null: from the first on. */
  public PurchaseTotals purchases(Instant after, Instant upTo) {
    int from = after == null ? 0 : countPurchases(after);
    int to = countPurchases(upTo);
    return from < to
        ? new PurchaseTotals(to - from, OrderTree.net(byPayment, from, to).total())
        : PurchaseTotals.NONE;
  }

  /** The longest way to an order, in nodes. */
  int depth() {
    return Math.max(
        OrderTree.depth(byId), Math.max(OrderTree.depth(byPlacement), OrderTree.depth(byPayment)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OrderBook book && size() == book.size() && all().equals(book.all());
  }

  @Override
  public int hashCode() {
    return all().hashCode();
  }

  @Override
  public String toString() {
    return "OrderBook of " + size();
  }
}
