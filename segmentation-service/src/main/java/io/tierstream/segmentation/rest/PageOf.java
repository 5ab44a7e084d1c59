package io.tierstream.segmentation.rest;

import java.util.List;
import java.util.function.Function;

/**
 * One page of a list, cut from what was found for one item more than fits.
 *
 * @param next where the next page begins; null at the end
 */
record PageOf<T>(List<T> items, String next) {

  /** What a page holds when the caller doesn't say. */
  static final int DEFAULT_LIMIT = 50;

  static final int MAX_LIMIT = 500;

  /** {@code cursor} says where an item stands. */
  static <T> PageOf<T> cut(List<T> found, int limit, Function<T, String> cursor) {
    return found.size() > limit
        ? new PageOf<>(found.subList(0, limit), cursor.apply(found.get(limit - 1)))
        : new PageOf<>(found, null);
  }
}
