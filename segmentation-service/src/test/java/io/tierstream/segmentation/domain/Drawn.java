package io.tierstream.segmentation.domain;

import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingDistance;

/**
 * A random value, drawn at once: jqwik would keep of each of its hundred parts how that can become
 * simpler, and take longer for it than for all that is asked of the value.
 *
 * @param size how far it is from the simplest
 * @param simpler what to try in its place when a property fails for it, the simplest first
 */
record Drawn<T>(T value, ToLongFunction<T> size, Function<T, Stream<T>> simpler)
    implements Shrinkable<T> {

  static <T> Arbitrary<T> by(
      Function<Dice, T> draw, ToLongFunction<T> size, Function<T, Stream<T>> simpler) {
    return Arbitraries.fromGenerator(
        random -> new Drawn<>(draw.apply(new Dice(random)), size, simpler));
  }

  @Override
  public Stream<Shrinkable<T>> shrink() {
    return simpler
        .apply(value)
        .filter(other -> size.applyAsLong(other) < size.applyAsLong(value))
        .map(other -> new Drawn<>(other, size, simpler));
  }

  @Override
  public ShrinkingDistance distance() {
    return ShrinkingDistance.of(size.applyAsLong(value));
  }
}
