package io.tierstream.events;

import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * How much is mutated, and by which seed: every mutated case is made of the seed and its number
 * alone, so it can be made again. For tests.
 *
 * <p>System properties: {@code mutations} is how many there are per topic and service, {@code
 * mutations.seed} the seed, and {@code mutations.only} the number of the only one.
 *
 * @param seed what all of them come from
 * @param count how many there are
 */
public record Mutations(long seed, int count) {

  private static final int DEFAULT_COUNT = 2_000;
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  /** As the system properties say; the seed is printed. */
  public static Mutations of(String what) {
    var mutations =
        new Mutations(
            Long.getLong("mutations.seed", new Random().nextInt(Integer.MAX_VALUE)),
            Integer.getInteger("mutations", DEFAULT_COUNT));
    System.out.printf("%s: %d mutations, seed %d%n", what, mutations.count, mutations.seed);
    return mutations;
  }

  /** The numbers of those that are wanted. */
  public IntStream numbers() {
    var only = Integer.getInteger("mutations.only");
    IntPredicate wanted = number -> only == null || number == only;
    return IntStream.range(0, count).filter(wanted);
  }

  /** What decides about one of them. */
  public Random dice(int number) {
    var mixed = (seed + number) * GOLDEN_RATIO;
    return new Random(mixed ^ (mixed >>> 32));
  }

  /** What it takes to see one of them again. */
  public String again(int number) {
    return "-Dmutations.seed=%d -Dmutations=%d -Dmutations.only=%d".formatted(seed, count, number);
  }

  /** One of them, with equal chances. */
  @SafeVarargs
  public static <T> T anyOf(Random dice, T... values) {
    return values[dice.nextInt(values.length)];
  }
}
