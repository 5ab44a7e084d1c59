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

  /** What the depth is logarithmic by: Hirai and Yamamoto's condition, at every node. */
  @Property(tries = 300)
  void neitherSideOfAnOrderOutweighsTheOtherByMoreThanThreeTimes(
      @ForAll("arrivals") List<Integer> arrivals) throws ReflectiveOperationException {
    OrderBook book = OrderBook.empty();
    for (int arrival : arrivals) {
      KnownOrder known = order(arrival);
      // Who comes again has given everything back, and leaves one of the trees.
      book = book.with(book.get(known.order().orderId()) == null ? known : refunded(known));
      for (String tree : List.of("byId", "byPlacement", "byPayment")) {
        assertBalanced((OrderTree) read(OrderBook.class, tree, book));
      }
    }
  }

  private static int assertBalanced(OrderTree tree) throws ReflectiveOperationException {
    if (tree == null) {
      return 0;
    }
    int left = assertBalanced((OrderTree) read(OrderTree.class, "left", tree));
    int right = assertBalanced((OrderTree) read(OrderTree.class, "right", tree));
    assertThat(left + right <= 1 || (left <= 3 * right && right <= 3 * left))
        .as("%d and %d", left, right)
        .isTrue();
    assertThat(OrderTree.size(tree)).isEqualTo(left + 1 + right);
    return left + 1 + right;
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
    assertThat(book(2).depth()).isEqualTo(2);
    assertThat(book(3).depth()).isEqualTo(2);
    assertThat(book(7).depth()).isEqualTo(3);
    assertThat(book(8).depth()).isEqualTo(4);
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
            "O-" + (100 + number), 1, OrderStatus.PAID, BigDecimal.ONE, BigDecimal.ZERO, at, at),
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
    Arbitrary<List<Integer>> any = Arbitraries.integers().between(0, 60).list().ofMaxSize(90);
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
