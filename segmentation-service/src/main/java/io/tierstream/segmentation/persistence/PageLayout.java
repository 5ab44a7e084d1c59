package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.FactKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * How one customer's orders, or feedback, are laid out: the newest in the standing's own row (the
 * tail), older ones in pages by ranges of their key. So a write costs at most a page, however many
 * a customer has. Immutable.
 */
public final class PageLayout {

  /** Entries that a page holds at most; a fuller one is split. */
  static final int CAPACITY = 128;

  /** Of a full tail this many of the oldest move to a page: later ones mostly go on at its end. */
  private static final int MOVED = 96;

  /** The tail's number among the pages. */
  private static final int TAIL = 0;

  private static final PageLayout EMPTY = new PageLayout(new TreeMap<>(), 0);

  /** First key of each page but the first, whose range is open below; the tail has the last. */
  private final TreeMap<FactKey, Integer> starts;

  private final int pages;

  private PageLayout(TreeMap<FactKey, Integer> starts, int pages) {
    this.starts = starts;
    this.pages = pages;
  }

  /** Of a customer without any. */
  static PageLayout empty() {
    return EMPTY;
  }

  /** As found in the database; {@code tail} and {@code pages} by their numbers from 1 up. */
  static <T> PageLayout of(
      List<T> tail, TreeMap<Integer, List<T>> pages, Function<T, FactKey> keyOf) {
    var starts = new TreeMap<FactKey, Integer>();
    pages.forEach(
        (number, entries) -> {
          if (!entries.isEmpty()) {
            starts.put(keyOf.apply(entries.get(0)), number);
          }
        });
    if (!tail.isEmpty()) {
      starts.put(keyOf.apply(tail.get(0)), TAIL);
    }
    return new PageLayout(starts, pages.isEmpty() ? 0 : pages.lastKey());
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
    var next = new TreeMap<>(starts);
    var dirty = new TreeSet<FactKey>();
    if (next.isEmpty()) {
      var first = entries.between(null, null).iterator();
      if (!first.hasNext()) {
        return new Change(this, entries.bytes(List.of()), List.of());
      }
      next.put(entries.keyOf(first.next()), TAIL);
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
      // The first page's range is open below, so a late entry may have made another key its first.
      var from = next.lowerKey(start) == null ? null : start;
      var content = content(entries, from, next.higherKey(start));
      if (content.isEmpty()) {
        // Its only entries now have other instants: the row stays, and its range falls to the page
        // before.
        if (number == TAIL) {
          tail = entries.bytes(content);
        } else {
          written.add(new Page(number, entries.bytes(content)));
        }
        continue;
      }
      while (content.size() > CAPACITY) {
        var moved = number == TAIL ? MOVED : content.size() / 2;
        var older = content.subList(0, moved);
        count++;
        next.put(entries.keyOf(older.get(0)), count);
        written.add(new Page(count, entries.bytes(older)));
        content = content.subList(moved, content.size());
      }
      next.put(entries.keyOf(content.get(0)), number);
      var bytes = entries.bytes(content);
      if (number == TAIL) {
        tail = bytes;
      } else {
        written.add(new Page(number, bytes));
      }
    }
    return new Change(new PageLayout(next, count), tail, written);
  }

  private static <T> List<T> content(PageContent<T> entries, FactKey from, FactKey to) {
    var content = new ArrayList<T>();
    entries.between(from, to).forEach(content::add);
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
  record Page(int number, byte[] bytes) {}
}
