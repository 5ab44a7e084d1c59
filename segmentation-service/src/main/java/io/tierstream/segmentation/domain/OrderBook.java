package io.tierstream.segmentation.domain;

import static java.util.stream.Collectors.toCollection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

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
    OrderTree placements = byPlacement;
    OrderTree payments = byPayment;
    KnownOrder superseded = get(known.order().orderId());
    if (superseded != null) {
      placements = OrderTree.without(placements, superseded.order(), OrderTree.Key.PLACEMENT);
      if (superseded.order().qualifies()) {
        payments = OrderTree.without(payments, superseded.order(), OrderTree.Key.PAYMENT);
      }
    }
    return new OrderBook(
        OrderTree.with(byId, known, OrderTree.Key.ID),
        OrderTree.with(placements, known, OrderTree.Key.PLACEMENT),
        known.order().qualifies()
            ? OrderTree.with(payments, known, OrderTree.Key.PAYMENT)
            : payments);
  }

  /** What is known of this order, or null. */
  public KnownOrder get(String orderId) {
    return OrderTree.get(byId, orderId);
  }

  public int size() {
    return OrderTree.size(byId);
  }

  /** All orders, purchases or not, by key. */
  public Iterable<KnownOrder> all() {
    return between(null, null);
  }

  /** The orders whose key is in {@code [from, to)}, by key; a null bound is no bound. */
  public Iterable<KnownOrder> between(FactKey from, FactKey to) {
    return () -> OrderTree.iterator(byPlacement, from, to);
  }

  /** The latest qualifying purchase not later than {@code at}, or null. */
  public Order lastPurchase(Instant at) {
    return OrderTree.lastPaidBy(byPayment, at);
  }

  /** The earliest qualifying purchase later than {@code at}, or null. */
  public Order firstPurchaseAfter(Instant at) {
    return OrderTree.firstPaidAfter(byPayment, at);
  }

  /** The qualifying purchases in {@code (after, upTo]}; {@code after} null: from the first on. */
  public PurchaseTotals purchases(Instant after, Instant upTo) {
    return OrderTree.totals(byPayment, after, Objects.requireNonNull(upTo, "upTo"));
  }

  /** The longest way to an order, in nodes. */
  int depth() {
    return Math.max(
        OrderTree.depth(byId), Math.max(OrderTree.depth(byPlacement), OrderTree.depth(byPayment)));
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof OrderBook book) || size() != book.size()) {
      return false;
    }
    Iterator<KnownOrder> theirs = book.all().iterator();
    for (KnownOrder known : all()) {
      if (!known.equals(theirs.next())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (KnownOrder known : all()) {
      hash = 31 * hash + known.hashCode();
    }
    return hash;
  }

  @Override
  public String toString() {
    return "OrderBook of " + size();
  }
}
