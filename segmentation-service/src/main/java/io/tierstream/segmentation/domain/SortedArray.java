package io.tierstream.segmentation.domain;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * A sorted list that is copied when it changes: for lists that are mostly short, and whose copy
 * costs microseconds when they aren't.
 */
final class SortedArray<T> {

  private final Comparator<? super T> order;
  private final List<T> items;

  private SortedArray(Comparator<? super T> order, List<T> items) {
    this.order = order;
    this.items = items;
  }

  static <T> SortedArray<T> of(Collection<T> items, Comparator<? super T> order) {
    return new SortedArray<>(order, items.stream().sorted(order).toList());
  }

  /** All, in order; unmodifiable. */
  List<T> items() {
    return items;
  }

  int size() {
    return items.size();
  }

  T get(int index) {
    return items.get(index);
  }

  /**
   * The index of the first item that {@code isBefore} doesn't hold for; it holds for all before it.
   */
  int firstNot(Predicate<? super T> isBefore) {
    int from = 0;
    int to = items.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (isBefore.test(items.get(middle))) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** Where {@code item}, or what is equal to it in order, is or would be. */
  int placeOf(T item) {
    return firstNot(other -> order.compare(other, item) < 0);
  }

  /** With {@code added}, in the place of what is equal to it in order. */
  SortedArray<T> with(T added) {
    int at = placeOf(added);
    return spliced(at, isAt(at, added) ? at + 1 : at, added);
  }

  /** Without what is equal in order to {@code removed}. */
  SortedArray<T> without(T removed) {
    int at = placeOf(removed);
    return isAt(at, removed) ? spliced(at, at + 1, null) : this;
  }

  private boolean isAt(int index, T item) {
    return index < items.size() && order.compare(items.get(index), item) == 0;
  }

  @SuppressWarnings("unchecked")
  private SortedArray<T> spliced(int at, int next, T between) {
    int inserted = between == null ? 0 : 1;
    Object[] copy = new Object[at + inserted + items.size() - next];
    for (int i = 0; i < at; i++) {
      copy[i] = items.get(i);
    }
    if (between != null) {
      copy[at] = between;
    }
    for (int i = next; i < items.size(); i++) {
      copy[at + inserted + i - next] = items.get(i);
    }
    return new SortedArray<>(order, (List<T>) Collections.unmodifiableList(Arrays.asList(copy)));
  }
}
