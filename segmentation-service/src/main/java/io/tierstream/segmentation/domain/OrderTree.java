package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A persistent search tree of orders; null is the empty tree.
 *
 * <p>Balanced by size, so that its depth is logarithmic whatever ids callers invent (a treap's
 * depends on a hash of them). Each node knows the size of its subtree and, in a tree by payment,
 * the sum of its net amounts. The factors are the proven pair of Hirai and Yamamoto, "Balancing
 * weight-balanced trees" (2011).
 */
final class OrderTree {

  private static final int DELTA = 3;
  private static final int GAMMA = 2;

  /** What a tree is sorted by. */
  enum Key {
    ID {
      @Override
      int compare(Order a, Order b) {
        return a.orderId().compareTo(b.orderId());
      }
    },
    PLACEMENT {
      @Override
      int compare(Order a, Order b) {
        return then(a.placedAt().compareTo(b.placedAt()), a, b);
      }
    },
    PAYMENT {
      @Override
      int compare(Order a, Order b) {
        return then(a.paidAt().compareTo(b.paidAt()), a, b);
      }
    };

    abstract int compare(Order a, Order b);

    private static int then(int byInstant, Order a, Order b) {
      return byInstant != 0 ? byInstant : a.orderId().compareTo(b.orderId());
    }
  }

  private final KnownOrder known;
  private final OrderTree left;
  private final OrderTree right;
  private final int size;
  private final BigDecimal net;

  private OrderTree(KnownOrder known, OrderTree left, OrderTree right, Key key) {
    this.known = known;
    this.left = left;
    this.right = right;
    this.size = size(left) + 1 + size(right);
    this.net = key == Key.PAYMENT ? sum(left, known.order().net(), right) : null;
  }

  private static BigDecimal sum(OrderTree left, BigDecimal own, OrderTree right) {
    BigDecimal sum = left == null ? own : left.net.add(own);
    return right == null ? sum : sum.add(right.net);
  }

  /** A tree of what is sorted by {@code key} already. */
  static OrderTree of(List<KnownOrder> sorted, Key key) {
    if (sorted.isEmpty()) {
      return null;
    }
    int middle = sorted.size() / 2;
    return new OrderTree(
        sorted.get(middle),
        of(sorted.subList(0, middle), key),
        of(sorted.subList(middle + 1, sorted.size()), key),
        key);
  }

  static int size(OrderTree tree) {
    return tree == null ? 0 : tree.size;
  }

  static int depth(OrderTree tree) {
    return tree == null ? 0 : 1 + Math.max(depth(tree.left), depth(tree.right));
  }

  /** With {@code added}, in the place of what has the same key. */
  static OrderTree with(OrderTree tree, KnownOrder added, Key key) {
    if (tree == null) {
      return new OrderTree(added, null, null, key);
    }
    int side = key.compare(added.order(), tree.known.order());
    if (side == 0) {
      return new OrderTree(added, tree.left, tree.right, key);
    }
    return side < 0
        ? balanced(tree.known, with(tree.left, added, key), tree.right, key)
        : balanced(tree.known, tree.left, with(tree.right, added, key), key);
  }

  /** Without what has the key of {@code removed}. */
  static OrderTree without(OrderTree tree, Order removed, Key key) {
    if (tree == null) {
      return null;
    }
    int side = key.compare(removed, tree.known.order());
    if (side < 0) {
      return balanced(tree.known, without(tree.left, removed, key), tree.right, key);
    }
    if (side > 0) {
      return balanced(tree.known, tree.left, without(tree.right, removed, key), key);
    }
    if (tree.left == null || tree.right == null) {
      return tree.left == null ? tree.right : tree.left;
    }
    KnownOrder next = first(tree.right);
    return balanced(next, tree.left, without(tree.right, next.order(), key), key);
  }

  private static KnownOrder first(OrderTree tree) {
    return tree.left == null ? tree.known : first(tree.left);
  }

  private static OrderTree balanced(KnownOrder known, OrderTree left, OrderTree right, Key key) {
    int l = size(left);
    int r = size(right);
    if (l + r > 1 && r > DELTA * l) {
      return size(right.left) < GAMMA * size(right.right)
          ? new OrderTree(
              right.known, new OrderTree(known, left, right.left, key), right.right, key)
          : new OrderTree(
              right.left.known,
              new OrderTree(known, left, right.left.left, key),
              new OrderTree(right.known, right.left.right, right.right, key),
              key);
    }
    if (l + r > 1 && l > DELTA * r) {
      return size(left.right) < GAMMA * size(left.left)
          ? new OrderTree(left.known, left.left, new OrderTree(known, left.right, right, key), key)
          : new OrderTree(
              left.right.known,
              new OrderTree(left.known, left.left, left.right.left, key),
              new OrderTree(known, left.right.right, right, key),
              key);
    }
    return new OrderTree(known, left, right, key);
  }

  /** What has this id in a tree by id, or null. */
  static KnownOrder get(OrderTree byId, String orderId) {
    OrderTree tree = byId;
    while (tree != null) {
      int side = orderId.compareTo(tree.known.order().orderId());
      if (side == 0) {
        return tree.known;
      }
      tree = side < 0 ? tree.left : tree.right;
    }
    return null;
  }

  /** The last one paid no later than {@code at} in a tree by payment, or null. */
  static Order lastPaidBy(OrderTree byPayment, Instant at) {
    Order last = null;
    OrderTree tree = byPayment;
    while (tree != null) {
      if (tree.isPaidAfter(at)) {
        tree = tree.left;
      } else {
        last = tree.known.order();
        tree = tree.right;
      }
    }
    return last;
  }

  /** The first one paid later than {@code at} in a tree by payment, or null. */
  static Order firstPaidAfter(OrderTree byPayment, Instant at) {
    Order first = null;
    OrderTree tree = byPayment;
    while (tree != null) {
      if (tree.isPaidAfter(at)) {
        first = tree.known.order();
        tree = tree.left;
      } else {
        tree = tree.right;
      }
    }
    return first;
  }

  /** What was paid in {@code (after, upTo]} in a tree by payment; a null bound is no bound. */
  static PurchaseTotals totals(OrderTree byPayment, Instant after, Instant upTo) {
    OrderTree tree = byPayment;
    while (tree != null) {
      if (upTo != null && tree.isPaidAfter(upTo)) {
        tree = tree.left;
      } else if (after != null && !tree.isPaidAfter(after)) {
        tree = tree.right;
      } else if (after == null && upTo == null) {
        return new PurchaseTotals(tree.size, tree.net);
      } else {
        // What lies to one side of an order inside the interval is bounded on the other side only.
        PurchaseTotals before = totals(tree.left, after, null);
        PurchaseTotals beyond = totals(tree.right, null, upTo);
        return new PurchaseTotals(
            before.count() + 1 + beyond.count(),
            before.net().add(tree.known.order().net()).add(beyond.net()));
      }
    }
    return new PurchaseTotals(0, BigDecimal.ZERO);
  }

  private boolean isPaidAfter(Instant at) {
    return known.order().paidAt().isAfter(at);
  }

  /** Those of a tree by placement in {@code [from, to)}, in order; a null bound is no bound. */
  static Iterator<KnownOrder> iterator(OrderTree byPlacement, FactKey from, FactKey to) {
    Deque<OrderTree> pending = new ArrayDeque<>();
    OrderTree tree = byPlacement;
    while (tree != null) {
      if (from != null && tree.known.order().key().compareTo(from) < 0) {
        tree = tree.right;
      } else {
        pending.push(tree);
        tree = tree.left;
      }
    }
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !pending.isEmpty()
            && (to == null || pending.peek().known.order().key().compareTo(to) < 0);
      }

      @Override
      public KnownOrder next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        OrderTree current = pending.pop();
        for (OrderTree next = current.right; next != null; next = next.left) {
          pending.push(next);
        }
        return current.known;
      }
    };
  }
}
