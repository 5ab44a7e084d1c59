package io.tierstream.segmentation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** That the trees of an order book stay shallow is seen from within only. */
class BalanceTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** What the depth is logarithmic by. */
  @Property(tries = 300)
  void leavesAreEquallyDeepAndNodesFilledButForThoseAtTheEnd(
      @ForAll("arrivals") List<Integer> arrivals) throws ReflectiveOperationException {
    OrderBook book = OrderBook.empty();
    for (int i = 0; i < arrivals.size(); i++) {
      KnownOrder known = order(arrivals.get(i));
      // Who comes again has given everything back, and leaves one of the trees.
      book = book.with(book.get(known.order().orderId()) == null ? known : refunded(known));
      if (i % 10 == 0 || i == arrivals.size() - 1) {
        for (String name : List.of("byId", "byPlacement", "byPayment")) {
          assertFilled((OrderTree) read(OrderBook.class, name, book));
        }
      }
    }
    FewerTries.often("a tree has several levels", book.depth() > 1, 50);
  }

  private static void assertFilled(OrderTree tree) throws ReflectiveOperationException {
    if (tree != null) {
      assertThat(tree.depth() == 1 || tree.entries() > 1).isTrue();
      assertFilled(tree, true);
    }
  }

  private static void assertFilled(OrderTree node, boolean isAtTheEnd)
      throws ReflectiveOperationException {
    assertThat(node.entries()).isBetween(isAtTheEnd ? 1 : OrderTree.FEW, OrderTree.MOST);
    if (node.depth() == 1) {
      assertThat(node.size()).isEqualTo(node.entries());
      return;
    }
    OrderTree[] nodes = (OrderTree[]) read(node.getClass(), "nodes", node);
    int size = 0;
    for (int i = 0; i < nodes.length; i++) {
      assertThat(nodes[i].depth()).isEqualTo(node.depth() - 1);
      assertThat(node.first(i)).isSameAs(nodes[i].first(0));
      assertFilled(nodes[i], isAtTheEnd && i == nodes.length - 1);
      size += nodes[i].size();
    }
    assertThat(node.size()).isEqualTo(size);
  }

  private static Object read(Class<?> type, String name, Object of)
      throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }

  @Example
  void aBookIsAsDeepAsItsLongestWay() {
    assertThat(OrderBook.empty().depth()).isZero();
    assertThat(book(1).depth()).isEqualTo(1);
    assertThat(book(16).depth()).isEqualTo(1);
    assertThat(book(17).depth()).isEqualTo(2);
    assertThat(book(256).depth()).isEqualTo(2);
    assertThat(book(257).depth()).isEqualTo(3);
  }

  @Example
  void aBookOfOrdersThatWereNotPaidIsAsDeep() {
    KnownOrder known = order(1);
    assertThat(OrderBook.of(List.of(refunded(known))).depth()).isEqualTo(1);
  }

  private static OrderBook book(int orders) {
    return OrderBook.of(IntStream.range(0, orders).mapToObj(BalanceTest::order).toList());
  }

  private static KnownOrder order(int number) {
    Instant at = START.plusSeconds(number);
    return new KnownOrder(
        new Order(
            "O-" + (1_000 + number), 1, OrderStatus.PAID, BigDecimal.ONE, BigDecimal.ZERO, at, at),
        1);
  }

  private static KnownOrder refunded(KnownOrder known) {
    Order order = known.order();
    return new KnownOrder(
        new Order(
            order.orderId(),
            2,
            OrderStatus.REFUNDED,
            order.total(),
            order.total(),
            order.placedAt(),
            order.paidAt()),
        2);
  }

  /** Rising, falling, mixed, and coming again. */
  @Provide
  Arbitrary<List<Integer>> arrivals() {
    Arbitrary<List<Integer>> any =
        Arbitraries.integers().between(0, 200).list().ofMinSize(20).ofMaxSize(300);
    return Arbitraries.oneOf(
        any,
        any.map(list -> list.stream().sorted().toList()),
        any.map(BalanceTest::fallingThenAgain));
  }

  private static List<Integer> fallingThenAgain(List<Integer> list) {
    List<Integer> falling =
        new ArrayList<>(list.stream().distinct().sorted((a, b) -> Integer.compare(b, a)).toList());
    falling.addAll(falling.subList(0, falling.size() / 2));
    return falling;
  }
}
