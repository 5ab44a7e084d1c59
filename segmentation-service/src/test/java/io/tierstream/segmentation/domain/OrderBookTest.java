package io.tierstream.segmentation.domain;

import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The book against a plain list of the same orders. */
class OrderBookTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Property(tries = 1000)
  void answersLikeAList(@ForAll("orders") List<KnownOrder> arriving) {
    OrderBook book = OrderBook.empty();
    List<KnownOrder> list = new ArrayList<>();
    for (KnownOrder known : arriving) {
      OrderBook before = book;
      List<KnownOrder> then = List.copyOf(list);
      book = book.with(known);
      list.removeIf(k -> k.order().orderId().equals(known.order().orderId()));
      list.add(known);
      list.sort(Comparator.comparing(k -> k.order().key()));
      assertThat(before.all()).as("the book before").containsExactlyElementsOf(then);
    }
    assertSame(book, list);
    assertSame(OrderBook.of(list), list);
    assertThat(book).isEqualTo(OrderBook.of(list)).hasSameHashCodeAs(OrderBook.of(list));
    FewerTries.often("an order comes again", list.size() < arriving.size(), 30);
  }

  private static void assertSame(OrderBook book, List<KnownOrder> list) {
    assertThat(book.size()).isEqualTo(list.size());
    assertThat(book.all()).containsExactlyElementsOf(list);
    for (KnownOrder known : list) {
      assertThat(book.get(known.order().orderId())).isEqualTo(known);
    }
    assertThat(book.get("unheard of")).isNull();
    for (int from = -1; from <= 12; from += 3) {
      FactKey lower = new FactKey(at(from), "O-3");
      assertThat(book.between(lower, null))
          .containsExactlyElementsOf(
              list.stream().filter(k -> k.order().key().compareTo(lower) >= 0).toList());
      assertThat(book.between(null, lower))
          .containsExactlyElementsOf(
              list.stream().filter(k -> k.order().key().compareTo(lower) < 0).toList());
      assertPurchases(book, list, null, at(from));
      for (int to = from; to <= 12; to += 2) {
        FactKey upper = new FactKey(at(to), "O-5");
        assertThat(book.between(lower, upper))
            .containsExactlyElementsOf(
                list.stream()
                    .filter(k -> k.order().key().compareTo(lower) >= 0)
                    .filter(k -> k.order().key().compareTo(upper) < 0)
                    .toList());
        assertPurchases(book, list, at(from), at(to));
      }
    }
  }

  private static void assertPurchases(
      OrderBook book, List<KnownOrder> list, Instant after, Instant upTo) {
    List<Order> within =
        list.stream()
            .map(KnownOrder::order)
            .filter(Order::qualifies)
            .filter(o -> after == null || o.paidAt().isAfter(after))
            .filter(o -> !o.paidAt().isAfter(upTo))
            .sorted(Comparator.comparing(Order::paidAt).thenComparing(Order::orderId))
            .toList();
    BigDecimal sum = within.stream().map(Order::net).reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(book.purchases(after, upTo)).isEqualTo(new PurchaseTotals(within.size(), sum));
    if (after == null) {
      assertThat(book.lastPurchase(upTo))
          .isEqualTo(within.isEmpty() ? null : within.get(within.size() - 1));
    } else if (!within.isEmpty()) {
      assertThat(book.firstPurchaseAfter(after)).isEqualTo(within.get(0));
    }
  }

  @Example
  void hasNoPurchaseAfterTheLast() {
    OrderBook book = OrderBook.empty().with(known("O-1", 1, 4));
    assertThat(book.firstPurchaseAfter(at(4))).isNull();
    assertThat(book.firstPurchaseAfter(at(4).minus(1, MICROS)).orderId()).isEqualTo("O-1");
    assertThat(book.lastPurchase(at(4).minus(1, MICROS))).isNull();
    assertThat(book.lastPurchase(at(4)).orderId()).isEqualTo("O-1");
  }

  @Example
  void refusesOneOrderTwice() {
    assertThatThrownBy(() -> OrderBook.of(List.of(known("O-1", 1, 4), known("O-1", 2, 5))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Sorted arrival and ids of one hash code: what unbalances a naive tree, or a hashed one. */
  @Example
  void staysShallowWhateverArrives() {
    int orders = 1 << 16;
    OrderBook book = OrderBook.empty();
    for (int i = 0; i < orders; i++) {
      StringBuilder id = new StringBuilder();
      for (int bit = 15; bit >= 0; bit--) {
        id.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      book = book.with(known(id.toString(), 1, i));
    }
    assertThat(book.size()).isEqualTo(orders);
    assertThat(book.depth()).isLessThanOrEqualTo(2 * 17);
    for (int i = 0; i < orders - 10; i++) {
      Order first = book.firstPurchaseAfter(at(-1));
      book = book.with(refunded(first));
    }
    assertThat(book.purchases(null, at(orders))).isEqualTo(new PurchaseTotals(10, BigDecimal.TEN));
  }

  @Example
  void sharesItsStructureInAnyOrderOfArrival() {
    List<KnownOrder> orders = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      orders.add(known("O-" + i, 1, i % 700));
    }
    OrderBook sorted = OrderBook.of(orders);
    Collections.shuffle(orders, new Random(42));
    OrderBook shuffled = OrderBook.empty();
    for (KnownOrder known : orders) {
      shuffled = shuffled.with(known);
    }
    assertThat(shuffled).isEqualTo(sorted);
    assertThat(shuffled.purchases(at(100), at(200))).isEqualTo(sorted.purchases(at(100), at(200)));
  }

  private static Instant at(int second) {
    return START.plusSeconds(second);
  }

  private static KnownOrder known(String id, long version, int paid) {
    return new KnownOrder(
        new Order(
            id, version, OrderStatus.PAID, BigDecimal.ONE, BigDecimal.ZERO, at(paid), at(paid)),
        version);
  }

  private static KnownOrder refunded(Order order) {
    return new KnownOrder(
        new Order(
            order.orderId(),
            order.version() + 1,
            OrderStatus.REFUNDED,
            order.total(),
            order.total(),
            order.placedAt(),
            order.paidAt()),
        2);
  }

  @Provide
  Arbitrary<List<KnownOrder>> orders() {
    Arbitrary<KnownOrder> order =
        Combinators.combine(
                Arbitraries.integers().between(0, 40),
                Arbitraries.integers().between(0, 10),
                Arbitraries.integers().between(0, 2),
                Arbitraries.frequency(
                    Tuple.of(6, OrderStatus.PAID),
                    Tuple.of(1, OrderStatus.PLACED),
                    Tuple.of(1, OrderStatus.PARTIALLY_REFUNDED),
                    Tuple.of(1, OrderStatus.REFUNDED)),
                Arbitraries.of("0", "1", "2.50", "0.0001", "700"))
            .as(OrderBookTest::order);
    return order.list().ofMaxSize(50).map(OrderBookTest::numbered);
  }

  private static KnownOrder order(int id, int placed, int lag, OrderStatus status, String total) {
    BigDecimal amount = new BigDecimal(total);
    BigDecimal refunded =
        switch (status) {
          case PARTIALLY_REFUNDED -> amount.multiply(new BigDecimal("0.5"));
          case REFUNDED -> amount;
          default -> BigDecimal.ZERO;
        };
    Instant paidAt = status == OrderStatus.PLACED ? null : at(placed + lag);
    return new KnownOrder(new Order("O-" + id, 1, status, amount, refunded, at(placed), paidAt), 0);
  }

  private static List<KnownOrder> numbered(List<KnownOrder> orders) {
    List<KnownOrder> numbered = new ArrayList<>();
    for (KnownOrder known : orders) {
      numbered.add(new KnownOrder(known.order(), numbered.size() + 1));
    }
    return numbered;
  }
}
