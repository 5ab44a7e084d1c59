package io.tierstream.local.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What has been before the demonstration begins, as files to import: 90 days of trade, and of those
 * who have stayed away since, their last 90 days.
 */
final class History {
  static final Duration LENGTH = Duration.ofDays(90);

  private static final Duration LATELY = Duration.ofDays(2);
  private static final double RETURNED = 0.07;
  private static final double RATED = 0.18;
  private static final double COMPLAINED = 0.05;

  private final List<Row> customers = new ArrayList<>();
  private final List<Row> orders = new ArrayList<>();
  private final List<Row> feedback = new ArrayList<>();
  private final Instant now;

  private record Row(Instant at, List<String> cells) {}

  /**
   * @param now the instant at which the demonstration begins
   */
  History(long seed, Shoppers shoppers, Instant now) {
    this.now = now;
    var random = new SplittableRandom(~seed);
    for (var shopper : shoppers.all()) {
      lived(shopper, random.split());
    }
  }

  int customers() {
    return customers.size();
  }

  /** A row for each customer, by registration. */
  String customersCsv() {
    return csv(
        "customerId,name,phone,email,region,city,cityTier,birthYear,gender,industry,channel,"
            + "preferences,tags,registeredAt",
        customers);
  }

  /** A row for each line of an order, and for each line that was returned. */
  String ordersCsv() {
    return csv("orderId,customerId,sku,category,quantity,unitPrice,paidAt,channel", orders);
  }

  String feedbackCsv() {
    return csv(
        "feedbackId,customerId,kind,rating,nps,orderId,channel,text,occurredAt,resolvedAt,"
            + "resolutionRating",
        feedback);
  }

  private void lived(Shopper shopper, RandomGenerator random) {
    var end = now.minus(Duration.ofDays(shopper.habit().away(random)));
    var begin = end.minus(LENGTH);
    customers.add(registered(shopper, begin.minusSeconds(random.nextInt(86_400, 400 * 86_400))));
    int count = shopper.habit().orders(random);
    for (int i = 1; i <= count; i++) {
      bought(shopper, shopper.id() + "-" + i, Rhythm.pick(random, begin, end), end, random);
    }
  }

  private static Row registered(Shopper shopper, Instant at) {
    return new Row(
        at,
        List.of(
            shopper.id(),
            shopper.name(),
            shopper.phone(),
            shopper.email(),
            shopper.place().region(),
            shopper.place().city(),
            Integer.toString(shopper.place().cityTier()),
            Integer.toString(shopper.birthYear()),
            shopper.gender(),
            shopper.industry(),
            shopper.channel(),
            shopper.favourite(),
            shopper.tag(),
            at.toString()));
  }

  private void bought(
      Shopper shopper, String order, Instant paidAt, Instant until, RandomGenerator random) {
    var lines = Basket.of(shopper, random).lines();
    for (var line : lines) {
      orders.add(traded(shopper, "O-" + order, line.product(), line.quantity(), paidAt));
    }
    if (random.nextDouble() < RETURNED) {
      var line = Shopper.pick(lines, random);
      var at = between(paidAt, Duration.ofDays(12), until, random);
      orders.add(traded(shopper, "R-" + order, line.product(), -line.quantity(), at));
    }
    if (random.nextDouble() < RATED) {
      rated(shopper, order, between(paidAt, Duration.ofDays(9), until, random), random);
    }
    if (random.nextDouble() < COMPLAINED) {
      complained(shopper, order, between(paidAt, Duration.ofDays(6), until, random), random);
    }
  }

  private static Row traded(Shopper shopper, String id, Product product, int quantity, Instant at) {
    return new Row(
        at,
        List.of(
            id,
            shopper.id(),
            product.sku(),
            product.category(),
            Integer.toString(quantity),
            product.price().toPlainString(),
            at.toString(),
            shopper.channel()));
  }

  private void rated(Shopper shopper, String order, Instant at, RandomGenerator random) {
    int rating = shopper.habit().rating(random);
    boolean survey = random.nextDouble() < 0.4;
    feedback.add(
        new Row(
            at,
            List.of(
                "F-" + order,
                shopper.id(),
                survey ? "SURVEY" : random.nextDouble() < 0.85 ? "REVIEW" : "SOCIAL",
                survey ? "" : Integer.toString(rating),
                survey ? Integer.toString(nps(rating, random)) : "",
                "O-" + order,
                shopper.channel(),
                "",
                at.toString(),
                "",
                "")));
  }

  private void complained(Shopper shopper, String order, Instant at, RandomGenerator random) {
    boolean open = at.isAfter(now.minus(LATELY)) || random.nextDouble() < 0.01;
    var resolvedAt = open ? null : between(at, Duration.ofDays(3), now, random);
    feedback.add(
        new Row(
            at,
            List.of(
                "P-" + order,
                shopper.id(),
                "COMPLAINT",
                random.nextBoolean() ? "1" : "2",
                "",
                "O-" + order,
                shopper.channel(),
                Visits.COMPLAINTS.get(random.nextInt(Visits.COMPLAINTS.size())),
                at.toString(),
                open ? "" : resolvedAt.toString(),
                open ? "" : Integer.toString(random.nextInt(2, 6)))));
  }

  /** What somebody with this rating answers when asked whether they would recommend the shop. */
  static int nps(int rating, RandomGenerator random) {
    return Math.max(0, Math.min(10, 2 * rating + random.nextInt(-1, 2)));
  }

  private static Instant between(
      Instant from, Duration atMost, Instant until, RandomGenerator random) {
    long longest = Math.min(atMost.toMillis(), Duration.between(from, until).toMillis());
    return from.plusMillis(random.nextLong(1 + longest));
  }

  private static String csv(String header, List<Row> rows) {
    return rows.stream()
        .sorted(Comparator.comparing(Row::at))
        .map(row -> String.join(",", row.cells()))
        .collect(Collectors.joining("\n", header + "\n", "\n"));
  }
}
