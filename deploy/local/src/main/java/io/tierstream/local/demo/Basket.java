package io.tierstream.local.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What is bought at once, one line for each product. */
record Basket(List<Line> lines) {
  private static final int MOST_LINES = 3;

  /** So much of a product. */
  record Line(Product product, int quantity) {}

  static Basket of(Shopper shopper, RandomGenerator random) {
    var lines = new ArrayList<Line>();
    do {
      var category = random.nextDouble() < 0.6 ? shopper.favourite() : null;
      var product = Product.pick(random, shopper.habit().band(random), category);
      int quantity = product.band() == Product.Band.EVERYDAY ? random.nextInt(1, 4) : 1;
      if (lines.stream().noneMatch(line -> line.product().equals(product))) {
        lines.add(new Line(product, quantity));
      }
    } while (lines.size() < MOST_LINES && random.nextDouble() < 0.35);
    return new Basket(lines);
  }
}
