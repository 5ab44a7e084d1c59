package io.tierstream.local.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** The customers whom the shop has when the demonstration begins. */
final class Shoppers {
  private final List<Shopper> all;
  private final double[] visits;

  Shoppers(long seed, int count) {
    var random = new SplittableRandom(seed);
    all = new ArrayList<>(count);
    visits = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      var own = random.split();
      var shopper = Shopper.of("D-%05d".formatted(i + 1), Habit.pick(own), own);
      all.add(shopper);
      sum += shopper.habit().visits();
      visits[i] = sum;
    }
  }

  List<Shopper> all() {
    return all;
  }

  /** One of them; who comes often is picked often. */
  Shopper pick(RandomGenerator random) {
    int place = Arrays.binarySearch(visits, random.nextDouble() * visits[visits.length - 1]);
    return all.get(Math.min(place < 0 ? -place - 1 : place, all.size() - 1));
  }
}
