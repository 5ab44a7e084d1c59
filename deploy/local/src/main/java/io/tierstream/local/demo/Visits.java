package io.tierstream.local.demo;

import io.tierstream.local.Service;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Who comes to the shop from now on, and what comes of it. Each visit follows from the seed and its
 * number alone, so that a demonstration goes on anywhere.
 */
final class Visits {
  /** Nothing comes of a visit later than with the visit that is so many further. */
  static final long HORIZON = 900;

  static final List<String> COMPLAINTS =
      List.of(
          "The parcel came a week late.",
          "The wrong colour again.",
          "It broke on the second day.",
          "Nobody answers the telephone.",
          "I was charged twice.");

  private static final double NEWCOMERS = 0.12;
  private static final double RETURNING_NEWCOMERS = 0.2;
  private static final long MEMORY = 3_000;

  private final long seed;
  private final String currency;
  private final Shoppers shoppers;

  Visits(long seed, String currency, Shoppers shoppers) {
    this.seed = seed;
    this.currency = currency;
    this.shoppers = shoppers;
  }

  /** Everything that comes of visit {@code number}. */
  List<Deed> deeds(long number) {
    var random = random(number);
    boolean newcomer = isNewcomer(number);
    var shopper = newcomer ? newcomer(number) : shopper(number, random);
    var deeds = new Script(number);
    if (newcomer) {
      deeds.add(0, Deed.Kind.REGISTRATION, Service.CUSTOMER, "/customers", registration(shopper));
      if (random.nextDouble() < 0.1) {
        return deeds.all();
      }
    }
    var order = "V-" + number;
    var path = "/orders/" + order;
    deeds.add(0, Deed.Kind.ORDER, Service.ORDER, "/orders", order(order, shopper, random));
    if (random.nextDouble() < 0.04) {
      deeds.add(
          random.nextInt(1, 60),
          Deed.Kind.CANCELLATION,
          Service.ORDER,
          path + "/cancellation",
          Map.of("reason", "changed my mind"));
      return deeds.all();
    }
    deeds.add(random.nextInt(0, 3), Deed.Kind.PAYMENT, Service.ORDER, path + "/payment", Map.of());
    afterwards(deeds, shopper, order, random);
    return deeds.all();
  }

  private void afterwards(Script deeds, Shopper shopper, String order, RandomGenerator random) {
    if (random.nextDouble() < 0.09) {
      deeds.refund(
          random.nextInt(20, 300),
          "/orders/" + order + "/refunds",
          random.nextDouble() < 0.6 ? BigDecimal.ONE : new BigDecimal("0.4"));
    }
    if (random.nextDouble() < 0.2) {
      deeds.add(
          random.nextInt(10, 250),
          Deed.Kind.RATING,
          Service.FEEDBACK,
          "/feedback",
          rating(order, shopper, random));
    }
    if (random.nextDouble() < 0.06) {
      int after = random.nextInt(10, 200);
      deeds.add(
          after,
          Deed.Kind.COMPLAINT,
          Service.FEEDBACK,
          "/feedback",
          feedback("P-" + order, order, shopper, "COMPLAINT", "rating", random.nextInt(1, 3))
              .with("text", Shopper.pick(COMPLAINTS, random)));
      if (random.nextDouble() < 0.93) {
        deeds.add(
            after + random.nextInt(30, 600),
            Deed.Kind.RESOLUTION,
            Service.FEEDBACK,
            "/feedback/P-" + order + "/resolution",
            Map.of("rating", random.nextInt(2, 6), "note", "called back and settled"));
      }
    }
  }

  private Map<String, Object> order(String id, Shopper shopper, RandomGenerator random) {
    var lines = new ArrayList<Map<String, Object>>();
    for (var line : Basket.of(shopper, random).lines()) {
      lines.add(
          Map.of(
              "sku", line.product().sku(),
              "category", line.product().category(),
              "quantity", line.quantity(),
              "unitPrice", line.product().price().toPlainString()));
    }
    return new Body()
        .with("orderId", id)
        .with("customerId", shopper.id())
        .with("currency", currency)
        .with("channel", shopper.channel())
        .with("lines", lines);
  }

  private static Map<String, Object> rating(String order, Shopper shopper, RandomGenerator random) {
    int rating = shopper.habit().rating(random);
    return switch (random.nextInt(20)) {
      case 0 -> feedback("F-" + order, order, shopper, "SOCIAL", "rating", rating);
      case 1 ->
          feedback("F-" + order, order, shopper, "SUGGESTION", "text", "Open earlier on Sundays.");
      case 2, 3, 4, 5, 6, 7 ->
          feedback("F-" + order, order, shopper, "SURVEY", "nps", History.nps(rating, random));
      default -> feedback("F-" + order, order, shopper, "REVIEW", "rating", rating);
    };
  }

  private static Body feedback(
      String id, String order, Shopper shopper, String kind, String field, Object value) {
    return new Body()
        .with("feedbackId", id)
        .with("customerId", shopper.id())
        .with("kind", kind)
        .with("orderId", order)
        .with("channel", shopper.channel())
        .with(field, value);
  }

  private static Map<String, Object> registration(Shopper shopper) {
    return new Body()
        .with("customerId", shopper.id())
        .with("name", shopper.name())
        .with("phone", shopper.phone())
        .with("email", shopper.email())
        .with(
            "attributes",
            new Body()
                .with("region", shopper.place().region())
                .with("city", shopper.place().city())
                .with("cityTier", shopper.place().cityTier())
                .with("birthYear", shopper.birthYear())
                .with("gender", shopper.gender())
                .with("industry", shopper.industry())
                .with("channel", shopper.channel())
                .with("preferences", List.of(shopper.favourite()))
                .with("tags", List.of("newcomer")));
  }

  /** One of those who have always been there or, sometimes, who came lately. */
  private Shopper shopper(long number, RandomGenerator random) {
    if (number > 0 && random.nextDouble() < RETURNING_NEWCOMERS) {
      long earlier = random.nextLong(Math.max(0, number - MEMORY), number);
      while (earlier < number && !isNewcomer(earlier)) {
        earlier++;
      }
      if (earlier < number) {
        return newcomer(earlier);
      }
    }
    return shoppers.pick(random);
  }

  private boolean isNewcomer(long number) {
    return random(~number).nextDouble() < NEWCOMERS;
  }

  private Shopper newcomer(long number) {
    var random = random(~number).split();
    return Shopper.of("N-%06d".formatted(number), Habit.pick(random), random);
  }

  private SplittableRandom random(long number) {
    // The generator's own mixing keeps neighbours apart.
    return new SplittableRandom(seed * 1_000_003 + number).split();
  }

  /** A JSON object, its fields in their order. */
  private static final class Body extends LinkedHashMap<String, Object> {
    private static final long serialVersionUID = 1L;

    Body with(String field, Object value) {
      put(field, value);
      return this;
    }
  }

  private static final class Script {
    private final long visit;
    private final List<Deed> deeds = new ArrayList<>();

    Script(long visit) {
      this.visit = visit;
    }

    void add(int after, Deed.Kind kind, Service service, String path, Map<String, Object> body) {
      deeds.add(new Deed(visit, visit + after, kind, service, path, body, null));
    }

    void refund(int after, String path, BigDecimal share) {
      deeds.add(
          new Deed(
              visit,
              visit + after,
              Deed.Kind.REFUND,
              Service.ORDER,
              path,
              Map.of("reason", "returned"),
              share));
    }

    List<Deed> all() {
      return deeds;
    }
  }
}
