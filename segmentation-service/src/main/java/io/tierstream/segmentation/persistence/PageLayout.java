package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.KnownOrder;
import io.tierstream.segmentation.domain.OrderBook;
import io.tierstream.segmentation.domain.OrderKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How one customer's orders are laid out: the newest in the standing's own row (the tail), older
 * ones in pages by ranges of their key. So a write costs at most a page, however many orders a
 * customer has. Immutable.
 */
public final class PageLayout {

  /** Orders that a page holds at most; a fuller one is split. */
  static final int CAPACITY = 128;

  /**
   * Of a full tail this many of the oldest move to a page: later orders mostly go on at its end.
   */
  private static final int MOVED = 96;

  /** The tail's number among the pages. */
  private static final int TAIL = 0;

  private static final PageLayout EMPTY = new PageLayout(new TreeMap<>(), 0);

  /** First key of each page but the first, whose range is open below; the tail has the last. */
  private final TreeMap<OrderKey, Integer> starts;

  private final int pages;

  private PageLayout(TreeMap<OrderKey, Integer> starts, int pages) {
    this.starts = starts;
    this.pages = pages;
  }

  /** Of a customer without orders. */
  static PageLayout empty() {
    return EMPTY;
  }

  /** As found in the database; {@code tail} and {@code pages} by their numbers from 1 up. */
  static PageLayout of(List<KnownOrder> tail, TreeMap<Integer, List<KnownOrder>> pages) {
    var starts = new TreeMap<OrderKey, Integer>();
    pages.forEach(
        (number, orders) -> {
          if (!orders.isEmpty()) {
            starts.put(orders.get(0).order().key(), number);
          }
        });
    if (!tail.isEmpty()) {
      starts.put(tail.get(0).order().key(), TAIL);
    }
    return new PageLayout(starts, pages.isEmpty() ? 0 : pages.lastKey());
  }

  /** How many pages there are beside the tail. */
  int pages() {
    return pages;
  }

  /**
   * What has to be written after the orders at {@code touched} have changed.
   *
   * @param orders as they are now
   * @param touched keys under which an order was or is
   */
  Change changed(OrderBook orders, Collection<OrderKey> touched) {
    var next = new TreeMap<>(starts);
    var dirty = new TreeSet<OrderKey>();
    if (next.isEmpty()) {
      var first = orders.all().iterator();
      if (!first.hasNext()) {
        return new Change(this, PageBytes.write(List.of()), List.of());
      }
      next.put(first.next().order().key(), TAIL);
    }
    for (var key : touched) {
      var start = next.floorKey(key);
      dirty.add(start == null ? next.firstKey() : start);
    }
    var written = new ArrayList<Page>();
    byte[] tail = null;
    var count = pages;
    for (var start : List.copyOf(dirty)) {
      int number = next.remove(start);
      // The first page's range is open below, so a late order may have made another key its first.
      var from = next.lowerKey(start) == null ? null : start;
      var content = content(orders, from, next.higherKey(start));
      if (content.isEmpty()) {
        // Its only orders now have other instants: the row stays, and its range falls to the page
        // before.
        if (number == TAIL) {
          tail = PageBytes.write(content);
        } else {
          written.add(new Page(number, PageBytes.write(content)));
        }
        continue;
      }
      while (content.size() > CAPACITY) {
        var moved = number == TAIL ? MOVED : content.size() / 2;
        var older = content.subList(0, moved);
        count++;
        next.put(older.get(0).order().key(), count);
        written.add(new Page(count, PageBytes.write(older)));
        content = content.subList(moved, content.size());
      }
      next.put(content.get(0).order().key(), number);
      var bytes = PageBytes.write(content);
      if (number == TAIL) {
        tail = bytes;
      } else {
        written.add(new Page(number, bytes));
      }
    }
    return new Change(new PageLayout(next, count), tail, written);
  }

  private static List<KnownOrder> content(OrderBook orders, OrderKey from, OrderKey to) {
    var content = new ArrayList<KnownOrder>();
    orders.between(from, to).forEach(content::add);
    return content;
  }

  /**
   * What changed.
   *
   * @param layout from now on
   * @param tail the tail's new bytes; null when they stay
   * @param pages the pages to write
   */
  record Change(PageLayout layout, byte[] tail, List<Page> pages) {}

  /** A page's number, from 1 up, and its bytes. */
  record Page(int number, byte[] orders) {}
}
