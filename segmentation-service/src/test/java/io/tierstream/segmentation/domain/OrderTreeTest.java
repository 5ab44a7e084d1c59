package io.tierstream.segmentation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Books that are large enough for trees of several levels, against sorted maps. */
class OrderTreeTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** Some of them wider than a long, as are their sums. */
  private static final List<String> TOTALS =
      List.of(
          "1",
          "129.90",
          "0.0001",
          "7E+2",
          "999999999999999999",
          "0.000000000000000001",
          "123456789012345678.123456789012345678");

  private final TreeMap<FactKey, Order> placed = new TreeMap<>();
  private final TreeMap<FactKey, Order> paid = new TreeMap<>();
  private OrderBook book = OrderBook.empty();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void answersLikeSortedMapsWhateverComesAndGoes(int amounts) {
    Random random = new Random(amounts);
    for (int i = 0; i < 6_000; i++) {
      // First mostly new ones, then mostly such as are taken back or brought to another place.
      take("O-" + random.nextInt(3_000), at(random), status(random, i), total(random, amounts));
      if (i % 200 == 0) {
        assertAnswers(random);
      }
    }
    for (Order order : new ArrayList<>(paid.values())) {
      if (random.nextInt(50) > 0) {
        take(order.orderId(), order.paidAt(), OrderStatus.REFUNDED, order.total());
      }
    }
    assertAnswers(random);
  }

  @Test
  void aTreeThatHasShrunkIsShallow() {
    for (int i = 0; i < 5_000; i++) {
      take("O-" + i, START.plusSeconds(i), OrderStatus.PAID, BigDecimal.ONE);
    }
    assertThat(book.depth()).isLessThanOrEqualTo(4);
    List<Order> all = new ArrayList<>(paid.values());
    Collections.shuffle(all, new Random(3));
    OrderTree payments = OrderTree.of(known(paid.values()), OrderTree.Key.PAYMENT);
    for (Order order : all.subList(0, 4_990)) {
      payments = OrderTree.without(payments, order, OrderTree.Key.PAYMENT);
    }
    assertThat(OrderTree.size(payments)).isEqualTo(10);
    assertThat(OrderTree.depth(payments)).isLessThanOrEqualTo(2);
    for (Order order : all) {
      payments = OrderTree.without(payments, order, OrderTree.Key.PAYMENT);
    }
    assertThat(payments).isNull();
  }

  private void assertAnswers(Random random) {
    assertThat(book.all()).extracting(KnownOrder::order).containsExactlyElementsOf(placed.values());
    assertThat(book.size()).isEqualTo(placed.size());
    for (Order order : placed.values()) {
      assertThat(book.get(order.orderId()).order()).isSameAs(order);
    }
    for (int i = 0; i < 10; i++) {
      FactKey one = new FactKey(at(random), "O-" + random.nextInt(3_000));
      FactKey other = placed.ceilingKey(new FactKey(at(random), ""));
      FactKey from = other == null || one.compareTo(other) < 0 ? one : other;
      FactKey to = from == one ? other : one;
      assertThat(book.between(from, to))
          .extracting(KnownOrder::order)
          .containsExactlyElementsOf(
              to == null ? placed.tailMap(from).values() : placed.subMap(from, to).values());
      assertPurchases(from.at(), from.at().plusSeconds(random.nextInt(500)));
      assertPurchases(null, from.at());
    }
  }

  private void assertPurchases(Instant after, Instant upTo) {
    FactKey end = new FactKey(upTo.plusNanos(1_000), "");
    FactKey begin = new FactKey(after == null ? START : after.plusNanos(1_000), "");
    List<Order> within = List.copyOf(paid.subMap(begin, end).values());
    BigDecimal net = within.stream().map(Order::net).reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(book.purchases(after, upTo)).isEqualTo(new PurchaseTotals(within.size(), net));
    assertThat(book.countPurchases(upTo)).isEqualTo(paid.headMap(end).size());
    assertThat(book.lastPurchase(upTo))
        .isEqualTo(paid.headMap(end).isEmpty() ? null : paid.lowerEntry(end).getValue());
    assertThat(book.firstPurchaseAfter(upTo))
        .isEqualTo(paid.tailMap(end).isEmpty() ? null : paid.ceilingEntry(end).getValue());
  }

  private void take(String id, Instant at, OrderStatus status, BigDecimal total) {
    KnownOrder before = book.get(id);
    if (before != null) {
      placed.remove(before.order().key());
      paid.values().removeIf(order -> order.orderId().equals(id));
    }
    Instant paidAt = status == OrderStatus.PLACED ? null : at.plusSeconds(id.hashCode() & 63);
    BigDecimal refunded = status == OrderStatus.REFUNDED ? total : BigDecimal.ZERO;
    long version = before == null ? 1 : before.version() + 1;
    Order order = new Order(id, version, status, total, refunded, at, paidAt);
    book = book.with(new KnownOrder(order, version));
    placed.put(order.key(), order);
    if (order.qualifies()) {
      paid.put(new FactKey(paidAt, id), order);
    }
  }

  private static List<KnownOrder> known(Iterable<Order> orders) {
    List<KnownOrder> known = new ArrayList<>();
    orders.forEach(order -> known.add(new KnownOrder(order, 1)));
    return known;
  }

  private static Instant at(Random random) {
    return START.plusSeconds(random.nextInt(1_000));
  }

  private static OrderStatus status(Random random, int step) {
    if (random.nextInt(6_000) < step) {
      return OrderStatus.REFUNDED;
    }
    return random.nextInt(5) == 0 ? OrderStatus.PLACED : OrderStatus.PAID;
  }

  private static BigDecimal total(Random random, int amounts) {
    return new BigDecimal(TOTALS.get(random.nextInt(amounts)));
  }
}
