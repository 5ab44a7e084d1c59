package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.FactKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How one customer's orders, or feedback, are laid out: the newest in the standing's own row (the
 * tail), older ones in pages by ranges of their key. So a write costs at most the tail and a page,
 * however many a customer has. Immutable.
 */
public final class PageLayout {

  /** Entries that a page holds at most; a fuller one is split. */
  static final int CAPACITY = 128;

  /** Entries that the tail holds at most: nearly every commit writes all of it. */
  static final int TAIL_CAPACITY = 32;

  /** So many at a time move from a full tail to the page before, while that has room for them. */
  private static final int MOVED = 24;

  /** What moves at once to new pages fills them so far, as it would have done one by one. */
  private static final int FILLED = CAPACITY / MOVED * MOVED;

  /** The tail's number among the pages. */
  private static final int TAIL = 0;

  private static final PageLayout EMPTY = new PageLayout(new FactKey[0], new int[0], 0);

  /** First key of each range, rising; in truth the first range is open below. */
  private final FactKey[] starts;

  /** The page of each range; the tail has the last. */
  private final int[] numbers;

  private final int pages;

  private PageLayout(FactKey[] starts, int[] numbers, int pages) {
    this.starts = starts;
    this.numbers = numbers;
    this.pages = pages;
  }

  /** Of a customer without any. */
  static PageLayout empty() {
    return EMPTY;
  }

  /**
   * As found in the database; {@code tail} and {@code pages} by their numbers from 1 up. A tail or
   * page may hold more than one of today would: it is divided when it is written next.
   */
  static <T> PageLayout of(
      List<T> tail, TreeMap<Integer, List<T>> pages, Function<T, FactKey> keyOf) {
    var found = new TreeMap<FactKey, Integer>();
    pages.forEach(
        (number, entries) -> {
          if (!entries.isEmpty()) {
            found.put(keyOf.apply(entries.get(0)), number);
          }
        });
    if (!tail.isEmpty()) {
      found.put(keyOf.apply(tail.get(0)), TAIL);
    }
    return new PageLayout(
        found.keySet().toArray(FactKey[]::new),
        found.values().stream().mapToInt(number -> number).toArray(),
        pages.isEmpty() ? 0 : pages.lastKey());
  }

  /** How many pages there are beside the tail. */
  int pages() {
    return pages;
  }

  /**
   * What has to be written after the entries at {@code touched} have changed.
   *
   * @param entries as they are now
   * @param touched keys under which an entry was or is
   */
  <T> Change changed(PageContent<T> entries, Collection<FactKey> touched) {
    return new Rewrite<>(this, entries).of(touched);
  }

  /** The range that {@code key} falls into. */
  private int rangeOf(FactKey key) {
    int found = Arrays.binarySearch(starts, key);
    return Math.max(0, found < 0 ? -found - 2 : found);
  }

  private FactKey from(int range) {
    return range == 0 ? null : starts[range];
  }

  private FactKey to(int range) {
    return range + 1 == starts.length ? null : starts[range + 1];
  }

  private boolean isLast(int range) {
    return range + 1 == starts.length;
  }

  private PageLayout startingAt(int range, FactKey start) {
    if (starts[range].equals(start)) {
      return this;
    }
    var moved = starts.clone();
    moved[range] = start;
    return new PageLayout(moved, numbers, pages);
  }

  /** With another range in the place of {@code range}, which comes after it. */
  private PageLayout with(int range, FactKey start, int number) {
    var moreStarts = Arrays.copyOf(starts, starts.length + 1);
    var moreNumbers = Arrays.copyOf(numbers, numbers.length + 1);
    System.arraycopy(starts, range, moreStarts, range + 1, starts.length - range);
    System.arraycopy(numbers, range, moreNumbers, range + 1, numbers.length - range);
    moreStarts[range] = start;
    moreNumbers[range] = number;
    return new PageLayout(moreStarts, moreNumbers, Math.max(pages, number));
  }

  private PageLayout without(int range) {
    var fewerStarts = Arrays.copyOf(starts, starts.length - 1);
    var fewerNumbers = Arrays.copyOf(numbers, numbers.length - 1);
    System.arraycopy(starts, range + 1, fewerStarts, range, fewerStarts.length - range);
    System.arraycopy(numbers, range + 1, fewerNumbers, range, fewerNumbers.length - range);
    return new PageLayout(fewerStarts, fewerNumbers, pages);
  }

  /** From the newest range down, so that what a range gives off is written with the one before. */
  private static final class Rewrite<T> {
    private final PageContent<T> entries;
    private final List<Page> written = new ArrayList<>(0);
    private PageLayout layout;
    private byte[] tail;

    Rewrite(PageLayout layout, PageContent<T> entries) {
      this.layout = layout;
      this.entries = entries;
    }

    Change of(Collection<FactKey> touched) {
      if (layout.starts.length == 0) {
        var all = entries.between(null, null);
        if (all.isEmpty()) {
          return new Change(layout, entries.bytes(all), List.of());
        }
        layout = layout.with(0, entries.keyOf(all.get(0)), TAIL);
      }
      var dirty = new BitSet(layout.starts.length);
      for (var key : touched) {
        dirty.set(layout.rangeOf(key));
      }
      for (int range = dirty.length() - 1; range >= 0; range = dirty.previousSetBit(range - 1)) {
        if (!rewrite(range)) {
          dirty.set(range - 1);
        }
      }
      return new Change(layout, tail, written);
    }

    /** False when some of it has fallen to the page before, which is to be written, too. */
    private boolean rewrite(int range) {
      var content = entries.between(layout.from(range), layout.to(range));
      if (layout.numbers[range] == TAIL) {
        return content.size() <= TAIL_CAPACITY ? write(range, content) : shorten(range, content);
      }
      if (content.size() <= CAPACITY) {
        return write(range, content);
      }
      if (layout.isLast(range)) {
        return beginTail(range, content);
      }
      int parts = (content.size() + CAPACITY - 1) / CAPACITY;
      int each = (content.size() + parts - 1) / parts;
      int last = (parts - 1) * each;
      return write(
          range + add(range, content.subList(0, last), each),
          content.subList(last, content.size()));
    }

    private boolean write(int range, List<T> content) {
      int number = layout.numbers[range];
      // Of a range whose only entries now have other instants the row stays, and it falls to the
      // page before. A late entry may have made another key the first one of all.
      layout =
          content.isEmpty()
              ? layout.without(range)
              : layout.startingAt(range, entries.keyOf(content.get(0)));
      if (number == TAIL) {
        tail = entries.bytes(content);
      } else {
        written.add(new Page(number, entries.bytes(content)));
      }
      return true;
    }

    private boolean shorten(int range, List<T> content) {
      int moved = (content.size() - TAIL_CAPACITY + MOVED - 1) / MOVED * MOVED;
      var newest = content.subList(moved, content.size());
      var start = entries.keyOf(newest.get(0));
      if (range > 0 && entries.between(layout.from(range - 1), start).size() <= CAPACITY) {
        write(range, newest);
        return false;
      }
      return write(range + add(range, content.subList(0, moved), FILLED), newest);
    }

    /** The tail was empty, so that the last page has its range until it is full. */
    private boolean beginTail(int range, List<T> content) {
      var newest = content.subList(content.size() - MOVED, content.size());
      layout = layout.with(range + 1, entries.keyOf(newest.get(0)), TAIL);
      write(range + 1, newest);
      return rewrite(range);
    }

    /** Begins pages of at most {@code most} before {@code range}, and returns how many. */
    private int add(int range, List<T> older, int most) {
      int added = 0;
      for (int from = 0; from < older.size(); from += most) {
        var page = older.subList(from, Math.min(from + most, older.size()));
        int number = layout.pages + 1;
        layout = layout.with(range + added, entries.keyOf(page.get(0)), number);
        written.add(new Page(number, entries.bytes(page)));
        added++;
      }
      return added;
    }
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
  record Page(int number, byte[] bytes) {}
}
