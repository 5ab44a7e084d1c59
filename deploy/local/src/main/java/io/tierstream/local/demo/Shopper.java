package io.tierstream.local.demo;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * A customer of the shop.
 *
 * @param favourite the category of most of what they buy
 */
record Shopper(
    String id,
    String name,
    String phone,
    String email,
    Place place,
    int birthYear,
    String gender,
    String industry,
    String channel,
    String favourite,
    String tag,
    Habit habit) {

  /** Where somebody lives. */
  record Place(String region, String city, int cityTier) {}

  private static final List<Place> PLACES =
      List.of(
          new Place("East", "Shanghai", 1),
          new Place("East", "Hangzhou", 2),
          new Place("East", "Nanjing", 2),
          new Place("East", "Wenzhou", 3),
          new Place("North", "Beijing", 1),
          new Place("North", "Tianjin", 2),
          new Place("North", "Baoding", 3),
          new Place("South", "Guangzhou", 1),
          new Place("South", "Shenzhen", 1),
          new Place("South", "Zhuhai", 3),
          new Place("West", "Chengdu", 2),
          new Place("West", "Chongqing", 2),
          new Place("West", "Mianyang", 4));
  private static final List<String> FAMILY =
      List.of("Wang", "Li", "Zhang", "Liu", "Chen", "Yang", "Huang", "Zhao", "Wu", "Zhou", "Xu");
  private static final List<String> GIVEN =
      List.of(
          "Wei", "Fang", "Na", "Min", "Jing", "Lei", "Jun", "Yan", "Tao", "Ming", "Chao", "Ping",
          "Gang", "Hui", "Xin", "Yu");
  private static final List<String> TRADES =
      List.of(
          "catering",
          "construction",
          "education",
          "healthcare",
          "logistics",
          "manufacturing",
          "retail",
          "software");
  static final List<String> CHANNELS = List.of("app", "web", "shop", "wechat");
  private static final List<String> TAGS = List.of("newsletter", "birthday-gift", "trade", "");

  static Shopper of(String id, Habit habit, RandomGenerator random) {
    var given = pick(GIVEN, random) + pick(GIVEN, random).toLowerCase(Locale.ROOT);
    return new Shopper(
        id,
        pick(FAMILY, random) + " " + given,
        "138%08d".formatted(random.nextInt(100_000_000)),
        (given + "." + id).toLowerCase(Locale.ROOT) + "@example.com",
        pick(PLACES, random),
        random.nextInt(1950, 2007),
        random.nextDouble() < 0.55 ? "female" : "male",
        pick(TRADES, random),
        pick(CHANNELS, random),
        pick(Product.CATEGORIES, random),
        pick(TAGS, random),
        habit);
  }

  static <T> T pick(List<T> from, RandomGenerator random) {
    return from.get(random.nextInt(from.size()));
  }
}
