package io.tierstream.rest;

import java.util.List;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param next goes into {@code after}; null at the end
 */
public record Page<T>(List<T> items, String next) {

  /**
   * A page of at most {@code limit} items.
   *
   * @param found up to one more than {@code limit}, which tells whether there is a next page
   * @param cursor of an item
   */
  public static <R, T> Page<T> of(
      List<R> found, int limit, Function<R, T> item, Function<R, String> cursor) {
    var rows = found.size() > limit ? found.subList(0, limit) : found;
    return new Page<>(
        rows.stream().map(item).toList(),
        found.size() > limit ? cursor.apply(rows.get(limit - 1)) : null);
  }
}
