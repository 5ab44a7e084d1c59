package io.tierstream.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The same synthetic facts for every layout: customers drawn by Zipf's law (exponent 1), and nine
 * purchases for each refund of an earlier one.
 */
final class PurchaseStream {
  /** Order numbers start here, so that all ids are eight characters long. */
  private static final long FIRST_ORDER = 1_000_000;

  private static final long BEGAN = 1_735_689_600_000_000L;
  private static final double REFUNDS = 0.1;

  private final Random random;
  private final double[] cumulative;
  private final int recent;
  private final List<List<Purchase>> purchases = new ArrayList<>();
  private final long[] applied;

  private PurchaseStream(int customers, int recent, long seed) {
    this.random = new Random(seed);
    this.recent = recent;
    this.applied = new long[customers];
    this.cumulative = new double[customers];
    double sum = 0;
    for (int rank = 0; rank < customers; rank++) {
      sum += 1.0 / (rank + 1);
      cumulative[rank] = sum;
      purchases.add(new ArrayList<>());
    }
  }

  /**
   * The facts in their order.
   *
   * @param recent refunds concern one of the customer's newest so many purchases; 0: any of them
   */
  static List<Purchase> of(int events, int customers, int recent, long seed) {
    var stream = new PurchaseStream(customers, recent, seed);
    var facts = new ArrayList<Purchase>(events);
    for (int i = 0; i < events; i++) {
      facts.add(stream.next(i));
    }
    return facts;
  }

  private Purchase next(int number) {
    int customer = customer();
    var known = purchases.get(customer);
    long ordinal = ++applied[customer];
    if (random.nextDouble() < REFUNDS && !known.isEmpty()) {
      int among = recent == 0 ? known.size() : Math.min(recent, known.size());
      int index = known.size() - 1 - random.nextInt(among);
      var of = known.get(index);
      var refund =
          new Purchase(
              of.customerId(),
              of.order(),
              of.version() + 1,
              of.total(),
              of.refunded() + of.net() / 4,
              of.placedAt(),
              of.paidAt(),
              ordinal);
      known.set(index, refund);
      return refund;
    }
    long placedAt = BEGAN + number * 60_000_000L + random.nextInt(60_000_000);
    var purchase =
        new Purchase(
            "C" + (100_000 + customer),
            FIRST_ORDER + number,
            1,
            100 + random.nextInt(200_000),
            0,
            placedAt,
            placedAt + 1_000_000 + random.nextInt(3_600_000),
            ordinal);
    known.add(purchase);
    return purchase;
  }

  private int customer() {
    double drawn = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, drawn);
    return found < 0 ? -found - 1 : found;
  }
}
