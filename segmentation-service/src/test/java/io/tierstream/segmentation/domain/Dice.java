package io.tierstream.segmentation.domain;

import java.util.List;
import java.util.Random;

/** What random histories and models are drawn with. */
final class Dice {

  private final Random random;

  Dice(Random random) {
    this.random = random;
  }

  boolean onceIn(int times) {
    return random.nextInt(times) == 0;
  }

  /** Both of them possible. */
  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  /** Both of them possible. */
  long between(long least, long most) {
    return random.nextLong(least, most + 1);
  }

  <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
