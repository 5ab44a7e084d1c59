package io.tierstream.events;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What counts of facts of which several versions came at once. */
public final class Newest {

  private Newest() {}

  /** By what they are about, the fact of the highest version; of equal versions the first. */
  public static <K, T> Map<K, T> of(
      Collection<T> facts, Function<T, K> subject, ToLongFunction<T> version) {
    var newest = new HashMap<K, T>();
    for (var fact : facts) {
      newest.merge(
          subject.apply(fact),
          fact,
          (one, other) -> version.applyAsLong(other) > version.applyAsLong(one) ? other : one);
    }
    return newest;
  }
}
