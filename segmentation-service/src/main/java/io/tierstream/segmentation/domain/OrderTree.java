package io.tierstream.segmentation.domain;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * A persistent search tree of orders; null is the empty tree.
 *
 * <p>A B+ tree: the orders are in leaves of at most {@value #MOST}, all at the same depth, so that
 * it is shallow whatever ids callers invent (a hashed tree's depth depends on them), an order costs
 * it a few bytes, and a change copies a leaf and what is above it. In a tree by payment each node
 * knows the sum of its net amounts.
 */
abstract sealed class OrderTree {

  /** Orders of a leaf, or nodes of a branch. */
  static final int MOST = 16;

  /** A node that falls below joins one beside it; those at the end may be on their way up. */
  static final int FEW = 4;

  /** What a tree is sorted by: an instant of the order, but for {@code ID}, then its id. */
  enum Key {
    ID,
    PLACEMENT,
    PAYMENT;

    int compare(Order a, Order b) {
      return compare(a, instant(b), b.orderId());
    }

    /** How {@code order} comes to a place; a null {@code id} is after all ids of the instant. */
    private int compare(Order order, Instant at, String id) {
      int byInstant = this == ID ? 0 : instant(order).compareTo(at);
      if (byInstant != 0) {
        return byInstant;
      }
      return id == null ? -1 : order.orderId().compareTo(id);
    }

    /** Null for {@code ID}. */
    private Instant instant(Order order) {
      return switch (this) {
        case ID -> null;
        case PLACEMENT -> order.placedAt();
        case PAYMENT -> order.paidAt();
      };
    }
  }

  abstract int size();

  abstract int depth();

  /** How many orders or nodes it has itself. */
  abstract int entries();

  /** The first order of an entry. */
  abstract KnownOrder first(int entry);

  abstract KnownOrder last();

  /** Null but in a tree by payment. */
  abstract Sum net();

  /**
   * With {@code known}, in the place of an order of the same key; may have one entry too many.
   *
   * @param isLast whether it comes after all others of the tree
   */
  abstract OrderTree and(KnownOrder known, Key key, boolean isLast);

  /** Null when nothing is left. */
  abstract OrderTree butFor(Order order, Key key);

  /** The entries from one on, up to another. */
  abstract OrderTree part(int from, int to, Key key);

  /** With the entries of a node of the same depth after its own. */
  abstract OrderTree joined(OrderTree next, Key key);

  abstract KnownOrder get(int index);

  /** Adds the net amounts of the orders with an index in {@code [from, to)}. */
  abstract void addNet(int from, int to, Sum sum);

  /** Puts the orders with an index in {@code [from, to)} into an array, from {@code at} on. */
  abstract void copy(int from, int to, KnownOrder[] into, int at);

  /** Null for null. */
  private static Sum plus(Sum net, KnownOrder known) {
    return net == null ? null : new Sum().add(net).add(known.order().net());
  }

  /** How many entries begin no later than a place; see {@link Key#compare}. */
  final int upTo(Key key, Instant at, String id) {
    int from = 0;
    int to = entries();
    // Mostly the newest is asked for.
    int middle = to - 1;
    while (from < to) {
      if (key.compare(first(middle).order(), at, id) <= 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
      middle = (from + to) >>> 1;
    }
    return from;
  }

  private static final class Leaf extends OrderTree {
    private final KnownOrder[] orders;

    /** The array's own is one memory access further, and branches ask many leaves for it. */
    private final int size;

    private final Sum net;

    Leaf(KnownOrder[] orders, Sum net) {
      this.orders = orders;
      this.size = orders.length;
      this.net = net;
    }

    static Leaf of(KnownOrder[] orders, Key key) {
      if (key != Key.PAYMENT) {
        return new Leaf(orders, null);
      }
      Sum net = new Sum();
      for (KnownOrder known : orders) {
        net.add(known.order().net());
      }
      return new Leaf(orders, net);
    }

    @Override
    int size() {
      return size;
    }

    @Override
    int depth() {
      return 1;
    }

    @Override
    int entries() {
      return orders.length;
    }

    @Override
    KnownOrder first(int entry) {
      return orders[entry];
    }

    @Override
    KnownOrder last() {
      return orders[orders.length - 1];
    }

    @Override
    Sum net() {
      return net;
    }

    @Override
    OrderTree and(KnownOrder known, Key key, boolean isLast) {
      Order order = known.order();
      int at = upTo(key, key.instant(order), order.orderId());
      if (at > 0 && key.compare(orders[at - 1].order(), order) == 0) {
        KnownOrder[] others = orders.clone();
        others[at - 1] = known;
        return of(others, key);
      }
      KnownOrder[] more = new KnownOrder[orders.length + 1];
      System.arraycopy(orders, 0, more, 0, at);
      more[at] = known;
      System.arraycopy(orders, at, more, at + 1, orders.length - at);
      return new Leaf(more, plus(net, known));
    }

    @Override
    OrderTree butFor(Order order, Key key) {
      int at = upTo(key, key.instant(order), order.orderId()) - 1;
      if (at < 0 || key.compare(orders[at].order(), order) != 0) {
        return this;
      }
      if (orders.length == 1) {
        return null;
      }
      KnownOrder[] fewer = Arrays.copyOf(orders, orders.length - 1);
      System.arraycopy(orders, at + 1, fewer, at, fewer.length - at);
      return of(fewer, key);
    }

    @Override
    OrderTree part(int from, int to, Key key) {
      return of(Arrays.copyOfRange(orders, from, to), key);
    }

    @Override
    OrderTree joined(OrderTree next, Key key) {
      KnownOrder[] all = Arrays.copyOf(orders, orders.length + next.size());
      next.copy(0, next.size(), all, orders.length);
      return of(all, key);
    }

    @Override
    KnownOrder get(int index) {
      return orders[index];
    }

    @Override
    void addNet(int from, int to, Sum sum) {
      if (from == 0 && to == orders.length) {
        sum.add(net);
        return;
      }
      for (int i = from; i < to; i++) {
        sum.add(orders[i].order().net());
      }
    }

    @Override
    void copy(int from, int to, KnownOrder[] into, int at) {
      System.arraycopy(orders, from, into, at, to - from);
    }
  }

  private static final class Branch extends OrderTree {
    private final OrderTree[] nodes;

    /** Of each node, to find a place without looking into the nodes. */
    private final KnownOrder[] firsts;

    private final int size;
    private final Sum net;

    private Branch(OrderTree[] nodes, KnownOrder[] firsts, int size, Sum net) {
      this.nodes = nodes;
      this.firsts = firsts;
      this.size = size;
      this.net = net;
    }

    static Branch of(OrderTree[] nodes, Key key) {
      KnownOrder[] firsts = new KnownOrder[nodes.length];
      int size = 0;
      for (int i = 0; i < nodes.length; i++) {
        firsts[i] = nodes[i].first(0);
        size += nodes[i].size();
      }
      return new Branch(nodes, firsts, size, key == Key.PAYMENT ? sum(nodes) : null);
    }

    /** With another node of the same depth in the place of one. */
    private Branch with(int at, OrderTree node, Sum sum) {
      OrderTree[] others = nodes.clone();
      others[at] = node;
      KnownOrder[] begin = firsts;
      if (begin[at] != node.first(0)) {
        begin = firsts.clone();
        begin[at] = node.first(0);
      }
      return new Branch(
          others,
          begin,
          size - nodes[at].size() + node.size(),
          net != null && sum == null ? sum(others) : sum);
    }

    private static Sum sum(OrderTree[] nodes) {
      Sum sum = new Sum();
      for (OrderTree node : nodes) {
        sum.add(node.net());
      }
      return sum;
    }

    @Override
    int size() {
      return size;
    }

    @Override
    int depth() {
      return 1 + nodes[0].depth();
    }

    @Override
    int entries() {
      return nodes.length;
    }

    @Override
    KnownOrder first(int entry) {
      return firsts[entry];
    }

    @Override
    KnownOrder last() {
      return nodes[nodes.length - 1].last();
    }

    @Override
    Sum net() {
      return net;
    }

    private int nodeOf(Order order, Key key) {
      return Math.max(0, upTo(key, key.instant(order), order.orderId()) - 1);
    }

    @Override
    OrderTree and(KnownOrder known, Key key, boolean isLast) {
      int at = nodeOf(known.order(), key);
      OrderTree node = nodes[at].and(known, key, isLast);
      if (node.entries() > MOST) {
        return of(spliced(at, at + 1, divided(node, isLast, key)), key);
      }
      // What an order was that isn't there any more is in no sum.
      return with(at, node, node.size() > nodes[at].size() ? plus(net, known) : null);
    }

    @Override
    OrderTree butFor(Order order, Key key) {
      int at = nodeOf(order, key);
      OrderTree node = nodes[at].butFor(order, key);
      if (node == nodes[at]) {
        return this;
      }
      if (node == null) {
        return nodes.length == 1 ? null : of(spliced(at, at + 1), key);
      }
      if (node.entries() >= FEW || nodes.length == 1) {
        return with(at, node, null);
      }
      int left = Math.max(0, at - 1);
      OrderTree joined = at == 0 ? node.joined(nodes[1], key) : nodes[left].joined(node, key);
      return joined.entries() <= MOST
          ? of(spliced(left, left + 2, joined), key)
          : of(spliced(left, left + 2, divided(joined, false, key)), key);
    }

    /** The nodes with others in the place of those from one on, up to another. */
    private OrderTree[] spliced(int from, int to, OrderTree... others) {
      OrderTree[] all = new OrderTree[nodes.length - (to - from) + others.length];
      System.arraycopy(nodes, 0, all, 0, from);
      System.arraycopy(others, 0, all, from, others.length);
      System.arraycopy(nodes, to, all, from + others.length, nodes.length - to);
      return all;
    }

    @Override
    OrderTree part(int from, int to, Key key) {
      return of(Arrays.copyOfRange(nodes, from, to), key);
    }

    @Override
    OrderTree joined(OrderTree next, Key key) {
      return of(spliced(nodes.length, nodes.length, ((Branch) next).nodes), key);
    }

    @Override
    KnownOrder get(int index) {
      int node = 0;
      int at = index;
      while (at >= nodes[node].size()) {
        at -= nodes[node++].size();
      }
      return nodes[node].get(at);
    }

    @Override
    void addNet(int from, int to, Sum sum) {
      if (from == 0 && to == size) {
        sum.add(net);
        return;
      }
      int begin = 0;
      for (OrderTree node : nodes) {
        int end = begin + node.size();
        if (begin < to && end > from) {
          node.addNet(Math.max(from - begin, 0), Math.min(to, end) - begin, sum);
        }
        begin = end;
      }
    }

    @Override
    void copy(int from, int to, KnownOrder[] into, int at) {
      int begin = 0;
      for (OrderTree node : nodes) {
        int end = begin + node.size();
        if (begin < to && end > from) {
          int first = Math.max(from - begin, 0);
          node.copy(first, Math.min(to, end) - begin, into, at + begin + first - from);
        }
        begin = end;
      }
    }
  }

  /** A tree of what is sorted by {@code key} already. */
  static OrderTree of(List<KnownOrder> sorted, Key key) {
    if (sorted.isEmpty()) {
      return null;
    }
    OrderTree[] nodes = new OrderTree[partsOf(sorted.size())];
    for (int i = 0; i < nodes.length; i++) {
      List<KnownOrder> part = sorted.subList(i * MOST, Math.min((i + 1) * MOST, sorted.size()));
      nodes[i] = Leaf.of(part.toArray(KnownOrder[]::new), key);
    }
    while (nodes.length > 1) {
      OrderTree[] above = new OrderTree[partsOf(nodes.length)];
      for (int i = 0; i < above.length; i++) {
        int end = Math.min((i + 1) * MOST, nodes.length);
        above[i] = Branch.of(Arrays.copyOfRange(nodes, i * MOST, end), key);
      }
      nodes = above;
    }
    return nodes[0];
  }

  private static int partsOf(int entries) {
    return (entries + MOST - 1) / MOST;
  }

  static int size(OrderTree tree) {
    return tree == null ? 0 : tree.size();
  }

  static int depth(OrderTree tree) {
    return tree == null ? 0 : tree.depth();
  }

  /** With {@code known}, in the place of an order of the same key. */
  static OrderTree with(OrderTree tree, KnownOrder known, Key key) {
    if (tree == null) {
      return Leaf.of(new KnownOrder[] {known}, key);
    }
    boolean isLast = key.compare(tree.last().order(), known.order()) < 0;
    OrderTree more = tree.and(known, key, isLast);
    return more.entries() <= MOST ? more : Branch.of(divided(more, isLast, key), key);
  }

  /** In two; orders mostly come at the end, and what is before them stays full then. */
  private static OrderTree[] divided(OrderTree node, boolean isLast, Key key) {
    int middle = isLast ? MOST : node.entries() / 2;
    return new OrderTree[] {
      node.part(0, middle, key), node.part(middle, node.entries(), key),
    };
  }

  /** Without the order of the key of {@code order}, if there is one. */
  static OrderTree without(OrderTree tree, Order order, Key key) {
    OrderTree fewer = tree == null ? null : tree.butFor(order, key);
    while (fewer instanceof Branch branch && branch.nodes.length == 1) {
      fewer = branch.nodes[0];
    }
    return fewer;
  }

  /** What has this id in a tree by id, or null. */
  static KnownOrder get(OrderTree byId, String orderId) {
    OrderTree node = byId;
    while (node instanceof Branch branch) {
      node = branch.nodes[Math.max(0, branch.upTo(Key.ID, null, orderId) - 1)];
    }
    int at = node == null ? -1 : node.upTo(Key.ID, null, orderId) - 1;
    return at >= 0 && node.get(at).order().orderId().equals(orderId) ? node.get(at) : null;
  }

  /** The order with this index, from 0 up. */
  static KnownOrder get(OrderTree tree, int index) {
    return tree.get(index);
  }

  /** How many are paid no later than {@code at} in a tree by payment. */
  static int paidBy(OrderTree byPayment, Instant at) {
    return before(byPayment, Key.PAYMENT, at, null);
  }

  /** How many are before {@code place} in a tree by placement. */
  static int before(OrderTree byPlacement, FactKey place) {
    int upTo = before(byPlacement, Key.PLACEMENT, place.at(), place.id());
    if (upTo == 0) {
      return 0;
    }
    Order last = byPlacement.get(upTo - 1).order();
    return Key.PLACEMENT.compare(last, place.at(), place.id()) == 0 ? upTo - 1 : upTo;
  }

  private static int before(OrderTree tree, Key key, Instant at, String id) {
    int count = 0;
    OrderTree node = tree;
    while (node instanceof Branch branch) {
      int next = branch.upTo(key, at, id) - 1;
      if (next < 0) {
        return 0;
      }
      for (int i = 0; i < next; i++) {
        count += branch.nodes[i].size();
      }
      node = branch.nodes[next];
    }
    return node == null ? 0 : count + node.upTo(key, at, id);
  }

  /** What those with an index in {@code [from, to)} of a tree by payment come to. */
  static Sum net(OrderTree byPayment, int from, int to) {
    Sum sum = new Sum();
    if (from < to) {
      byPayment.addNet(from, to, sum);
    }
    return sum;
  }

  /** Those with an index in {@code [from, to)}, in order. */
  static List<KnownOrder> list(OrderTree tree, int from, int to) {
    if (from >= to) {
      return List.of();
    }
    KnownOrder[] orders = new KnownOrder[to - from];
    tree.copy(from, to, orders, 0);
    return Arrays.asList(orders);
  }
}
