package io.tierstream.local.demo;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Something that the shop sells, at a price in the system's base currency. */
record Product(String sku, String category, Band band, BigDecimal price) {

  /** How dear it is. */
  enum Band {
    EVERYDAY(19, 180),
    BETTER(199, 880),
    LUXURY(900, 4800);

    private final int from;
    private final int to;

    Band(int from, int to) {
      this.from = from;
      this.to = to;
    }
  }

  static final List<String> CATEGORIES =
      List.of("camera", "phone", "audio", "kitchen", "home", "sport", "beauty", "books");

  private static final int OF_EACH = 6;
  private static final BigDecimal CENTS = new BigDecimal("0.10");
  private static final Map<Band, List<Product>> ALL = all();

  /** One of this band, and of this category if it isn't null. */
  static Product pick(RandomGenerator random, Band band, String category) {
    var candidates = ALL.get(band);
    int place =
        category == null
            ? random.nextInt(candidates.size())
            : CATEGORIES.indexOf(category) * OF_EACH + random.nextInt(OF_EACH);
    return candidates.get(place);
  }

  private static Map<Band, List<Product>> all() {
    var all = new TreeMap<Band, List<Product>>();
    for (var band : Band.values()) {
      var products = new ArrayList<Product>();
      for (var category : CATEGORIES) {
        for (int i = 0; i < OF_EACH; i++) {
          int price = band.from + (band.to - band.from) * i / (OF_EACH - 1);
          products.add(
              new Product(
                  "%s-%s%d"
                      .formatted(
                          category.substring(0, 3).toUpperCase(Locale.ROOT),
                          band.name().charAt(0),
                          i + 1),
                  category,
                  band,
                  BigDecimal.valueOf(price).subtract(CENTS).setScale(2)));
        }
      }
      all.put(band, List.copyOf(products));
    }
    return all;
  }
}
