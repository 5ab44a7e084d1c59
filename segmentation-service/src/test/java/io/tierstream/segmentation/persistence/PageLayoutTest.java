package io.tierstream.segmentation.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.tierstream.segmentation.domain.FactKey;
import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.FeedbackBook;
import io.tierstream.segmentation.domain.FeedbackKind;
import io.tierstream.segmentation.domain.FeedbackStatus;
import io.tierstream.segmentation.domain.KnownFeedback;
import io.tierstream.segmentation.domain.KnownOrder;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderBook;
import io.tierstream.segmentation.domain.OrderStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageLayoutTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** What the database would hold of one customer. */
  private final TreeMap<Integer, byte[]> pages = new TreeMap<>();

  private byte[] tail;
  private OrderBook orders = OrderBook.empty();
  private PageLayout layout = PageLayout.empty();
  private long ordinal;
  private int largestWrite;
  private int allWritten;

  @Test
  void aPageKeepsEveryPartOfAnOrder() {
    var known =
        List.of(
            new KnownOrder(
                new Order(
                    "O.1:a_b-c",
                    3,
                    OrderStatus.PARTIALLY_REFUNDED,
                    new BigDecimal("99999999999999.9999"),
                    new BigDecimal("0.0001"),
                    Instant.parse("1969-12-31T23:59:59.999999Z"),
                    Instant.parse("2026-01-01T00:00:00.000001Z")),
                7_000_000_000L),
            new KnownOrder(
                new Order(
                    "O-2",
                    1,
                    OrderStatus.PLACED,
                    new BigDecimal("12.50"),
                    BigDecimal.ZERO,
                    START,
                    null),
                1));
    assertThat(OrderBytes.read(OrderBytes.write(known))).isEqualTo(known);
  }

  @Test
  @Tag("domain-1.11")
  void aPageKeepsEveryPartOfFeedback() {
    var known =
        List.of(
            new KnownFeedback(
                new Feedback(
                    "F.1:a_b-c",
                    3,
                    FeedbackKind.COMPLAINT,
                    new BigDecimal("1.0001"),
                    0,
                    FeedbackStatus.RESOLVED,
                    new BigDecimal("5"),
                    Instant.parse("1969-12-31T23:59:59.999999Z")),
                7_000_000_000L),
            new KnownFeedback(
                new Feedback(
                    "F-2",
                    1,
                    FeedbackKind.SUGGESTION,
                    null,
                    null,
                    FeedbackStatus.RECEIVED,
                    null,
                    START),
                1));
    assertThat(FeedbackBytes.read(FeedbackBytes.write(known))).isEqualTo(known);
  }

  @Test
  void feedbackIsLaidOutLikeOrders() {
    var book = FeedbackBook.empty();
    var layout = PageLayout.empty();
    byte[] tail = null;
    var pages = new TreeMap<Integer, List<KnownFeedback>>();
    var random = new Random(1);
    for (int i = 0; i < 1_000; i++) {
      var id = "F-" + random.nextInt(700);
      var before = book.get(id);
      var feedback =
          new Feedback(
              id,
              before == null ? 1 : before.version() + 1,
              FeedbackKind.REVIEW,
              BigDecimal.ONE,
              null,
              FeedbackStatus.RECEIVED,
              null,
              START.plusSeconds(random.nextInt(100_000)));
      var touched = new ArrayList<>(List.of(feedback.key()));
      if (before != null) {
        touched.add(before.feedback().key());
      }
      book = book.with(new KnownFeedback(feedback, i + 1));
      var change = layout.changed(PageContent.of(book), touched);
      layout = change.layout();
      tail = change.tail() == null ? tail : change.tail();
      change.pages().forEach(page -> pages.put(page.number(), FeedbackBytes.read(page.bytes())));
    }
    var stored = new ArrayList<>(FeedbackBytes.read(tail));
    pages.values().forEach(stored::addAll);
    assertThat(FeedbackBook.of(stored)).isEqualTo(book);
    assertThat(layout.pages()).isGreaterThan(3);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whatIsReadBackIsWhatWasWritten(long seed) {
    var random = new Random(seed);
    for (int commit = 0; commit < 120; commit++) {
      var touched = new ArrayList<FactKey>();
      for (int i = random.nextInt(40); i >= 0; i--) {
        // Mostly the newest, sometimes anywhere in the past, sometimes another version or instant.
        var age = random.nextInt(5) == 0 ? random.nextInt(100_000) : 100_000 + commit;
        touched.addAll(take("O-" + random.nextInt(4000), START.plusSeconds(age)));
      }
      write(touched);
      assertThat(read()).isEqualTo(orders);
      assertThat(rangesOverlap()).isFalse();
      assertThat(pages.values())
          .allMatch(page -> OrderBytes.read(page).size() <= PageLayout.CAPACITY);
      if (random.nextBoolean()) {
        reload();
      }
    }
    assertThat(layout.pages()).isGreaterThan(5);
  }

  @Test
  void aWriteCostsAPageHoweverManyOrdersThereAre() {
    for (int i = 0; i < 5_000; i++) {
      write(take("O-" + i, START.plusSeconds(i)));
    }
    assertThat(orders.size()).isEqualTo(5_000);
    assertThat(largestWrite).isLessThanOrEqualTo(PageLayout.CAPACITY + PageLayout.TAIL_CAPACITY);
  }

  @Test
  void aNewOrderCostsAFewOthersOnAverage() {
    for (int i = 0; i < 5_000; i++) {
      write(take("O-" + i, START.plusSeconds(i)));
    }
    assertThat(allWritten / 5_000).isLessThan(PageLayout.TAIL_CAPACITY);
    assertThat(pages).hasSizeLessThan(5_000 / 100);
  }

  /** As those were that were stored when the tail held as many as a page. */
  @ParameterizedTest
  @ValueSource(ints = {33, 96, 128, 300})
  void aLongerTailIsReadAndShrinksWithTheNextWrite(int stored) {
    for (int i = 0; i < stored; i++) {
      take("O-" + i, START.plusSeconds(i));
    }
    tail = OrderBytes.write(all());
    reload();
    assertThat(read()).isEqualTo(orders);
    write(take("O-new", START.plusSeconds(stored)));
    assertThat(read()).isEqualTo(orders);
    assertThat(OrderBytes.read(tail)).hasSizeLessThanOrEqualTo(PageLayout.TAIL_CAPACITY);
    reload();
    write(take("O-late", START.minusSeconds(1)));
    assertThat(read()).isEqualTo(orders);
  }

  @Test
  void anEmptiedTailBeginsAnew() {
    for (int i = 0; i < 40; i++) {
      write(take("O-" + i, START.plusSeconds(i)));
    }
    for (var known : OrderBytes.read(tail)) {
      write(take(known.order().orderId(), START.minusSeconds(known.ordinal())));
    }
    assertThat(OrderBytes.read(tail)).isEmpty();
    reload();
    for (int i = 40; i < 400; i++) {
      write(take("O-" + i, START.plusSeconds(i)));
      assertThat(read()).isEqualTo(orders);
    }
    assertThat(OrderBytes.read(tail)).isNotEmpty();
    assertThat(rangesOverlap()).isFalse();
  }

  @Test
  void noPageIsLargerThanItsCapacity() {
    for (int i = 0; i < 3_000; i++) {
      write(take("O-" + i, START.minusSeconds(i)));
    }
    assertThat(pages.values())
        .allMatch(page -> OrderBytes.read(page).size() <= PageLayout.CAPACITY);
    assertThat(OrderBytes.read(tail).size()).isLessThanOrEqualTo(PageLayout.CAPACITY);
  }

  private List<FactKey> take(String id, Instant placedAt) {
    var touched = new ArrayList<FactKey>();
    var before = orders.get(id);
    if (before != null) {
      touched.add(before.order().key());
    }
    var version = before == null ? 1 : before.order().version() + 1;
    var order =
        new Order(
            id, version, OrderStatus.PAID, BigDecimal.TEN, BigDecimal.ZERO, placedAt, placedAt);
    orders = orders.with(new KnownOrder(order, ++ordinal));
    touched.add(order.key());
    return touched;
  }

  private List<KnownOrder> all() {
    var all = new ArrayList<KnownOrder>();
    orders.all().forEach(all::add);
    return all;
  }

  private void write(List<FactKey> touched) {
    var change = layout.changed(PageContent.of(orders), touched);
    assertThat(change.pages().stream().map(PageLayout.Page::number)).doesNotHaveDuplicates();
    var written = 0;
    if (change.tail() != null) {
      tail = change.tail();
      written += OrderBytes.read(tail).size();
    }
    for (var page : change.pages()) {
      pages.put(page.number(), page.bytes());
      written += OrderBytes.read(page.bytes()).size();
    }
    largestWrite = Math.max(largestWrite, written);
    allWritten += written;
    layout = change.layout();
  }

  /** As after a restart: the layout found has to do as well as the one remembered. */
  private void reload() {
    layout = PageLayout.of(OrderBytes.read(tail), decoded(), known -> known.order().key());
  }

  private boolean rangesOverlap() {
    var byFirst = new TreeMap<FactKey, FactKey>();
    decoded().values().forEach(page -> addRange(byFirst, page));
    addRange(byFirst, OrderBytes.read(tail));
    FactKey before = null;
    for (var range : byFirst.entrySet()) {
      if (before != null && before.compareTo(range.getKey()) >= 0) {
        return true;
      }
      before = range.getValue();
    }
    return false;
  }

  private static void addRange(TreeMap<FactKey, FactKey> byFirst, List<KnownOrder> page) {
    if (!page.isEmpty()) {
      byFirst.put(page.get(0).order().key(), page.get(page.size() - 1).order().key());
    }
  }

  private OrderBook read() {
    var all = new ArrayList<>(OrderBytes.read(tail));
    decoded().values().forEach(all::addAll);
    return OrderBook.of(all);
  }

  private TreeMap<Integer, List<KnownOrder>> decoded() {
    var decoded = new TreeMap<Integer, List<KnownOrder>>();
    pages.forEach((number, bytes) -> decoded.put(number, OrderBytes.read(bytes)));
    return decoded;
  }
}
