package io.tierstream.benchmark.contest;

import io.tierstream.benchmark.contest.StoredPurchases.Purchase;
import io.tierstream.benchmark.contest.StoredRatings.Rating;
import io.tierstream.segmentation.domain.Assessment;
import io.tierstream.segmentation.domain.Lifecycle;
import io.tierstream.segmentation.domain.Monetary;
import io.tierstream.segmentation.domain.Satisfaction;
import io.tierstream.segmentation.domain.Scores;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/**
 * What is kept of a customer so that a fact is taken in without a look at those before: sums, and
 * the ends of what was summed. Mutable; one look-up's own.
 */
final class StoredCustomer {

  private static final Lifecycle[] LIFECYCLES = Lifecycle.values();
  private static final int LONGEST = 256;

  private final byte[] id;
  private final StoredPurchases purchases;

  private int lifetime;
  private int frequency;

  /** In {@link Money}'s parts. */
  private long net;

  private Instant lastAt;

  /** Of the oldest purchase in the window. */
  private Instant oldestAt;

  /** Of the earliest purchase that is dated ahead of what was assessed last. */
  private Instant comingAt;

  private int ratings;
  private double weights;
  private double weighted;
  private Instant ratedAt;
  private int satisfactionScore;
  private Instant satisfactionTurnsAt;

  private String tier;
  private Instant tierSince;
  private Instant belowSince;
  private long sequence;
  private Instant asOf;
  private Instant nextChangeAt;
  private Assessment assessment;

  private StoredCustomer(byte[] id, StoredPurchases purchases) {
    this.id = id;
    this.purchases = purchases;
  }

  /** Of whom nothing is known. */
  static StoredCustomer unknown(byte[] id, StoredPurchases purchases) {
    return new StoredCustomer(id, purchases);
  }

  String tier() {
    return tier;
  }

  Instant tierSince() {
    return tierSince;
  }

  Instant belowSince() {
    return belowSince;
  }

  long sequence() {
    return sequence;
  }

  /** Null until assessed. */
  Instant asOf() {
    return asOf;
  }

  /** Null when nothing ever changes by itself. */
  Instant nextChangeAt() {
    return nextChangeAt;
  }

  /** The latest; null until assessed. */
  Assessment assessment() {
    return assessment;
  }

  /**
   * Takes an order in that was paid.
   *
   * @param known what was kept of it until now; null when nothing was
   * @param at everything until then has been passed
   */
  void take(Instant paidAt, Purchase known, Purchase purchase, Instant at) {
    boolean counted = known != null && known.qualifies();
    boolean counts = purchase.qualifies();
    if (paidAt.isAfter(at)) {
      if (counts && (comingAt == null || paidAt.isBefore(comingAt))) {
        comingAt = paidAt;
      } else if (!counts && paidAt.equals(comingAt)) {
        comingAt = firstAfter(at);
      }
      return;
    }
    lifetime += (counts ? 1 : 0) - (counted ? 1 : 0);
    if (counts && (lastAt == null || paidAt.isAfter(lastAt))) {
      lastAt = paidAt;
    } else if (!counts && paidAt.equals(lastAt)) {
      lastAt = purchases.latest(id, at);
    }
    var begin = at.minus(KeptFigures.MODEL.window());
    if (!paidAt.isAfter(begin)) {
      return;
    }
    frequency += (counts ? 1 : 0) - (counted ? 1 : 0);
    net = Math.addExact(net, (counts ? purchase.net() : 0) - (counted ? known.net() : 0));
    if (counts && (oldestAt == null || paidAt.isBefore(oldestAt))) {
      oldestAt = paidAt;
    } else if (!counts && paidAt.equals(oldestAt)) {
      oldestAt = frequency == 0 ? null : firstAfter(begin);
    }
  }

  /** Adds a rating that is new; where it comes late, what its weight has faded to. */
  void rate(Rating rating) {
    if (ratings == 0 || !rating.at().isBefore(ratedAt)) {
      double left = ratings == 0 ? 0 : Fading.left(ratedAt, rating.at());
      weights = left * weights + 1;
      weighted = left * weighted + rating.rating();
      ratedAt = rating.at();
    } else {
      double left = Fading.left(rating.at(), ratedAt);
      weights += left;
      weighted += left * rating.rating();
    }
    ratings++;
    satisfactionTurnsAt = null;
    satisfactionScore = 0;
  }

  /** Another version of feedback has taken the place of one before. */
  void rateAnew(List<Rating> all) {
    ratings = 0;
    weights = 0;
    weighted = 0;
    ratedAt = null;
    satisfactionTurnsAt = null;
    satisfactionScore = 0;
    all.forEach(this::rate);
  }

  /** Moves to {@code at}, at or before which nothing changes by itself but at that very instant. */
  void pass(Instant at) {
    if (comingAt != null && !comingAt.isAfter(at)) {
      begin(at);
    }
    var begin = at.minus(KeptFigures.MODEL.window());
    if (oldestAt != null && !oldestAt.isAfter(begin)) {
      leave(begin);
    }
    if (ratings > 0
        && (satisfactionScore == 0
            || (satisfactionTurnsAt != null && !satisfactionTurnsAt.isAfter(at)))) {
      var satisfaction = satisfaction();
      satisfactionScore = Fading.score(satisfaction, at);
      satisfactionTurnsAt = Fading.turnsAt(satisfaction, at);
    }
  }

  /** Purchases that were dated ahead begin to count. */
  private void begin(Instant at) {
    purchases.forEach(
        id,
        comingAt,
        Micros.instant(Micros.of(at) + 1),
        (paidAt, purchase) -> {
          lifetime++;
          frequency++;
          net = Math.addExact(net, purchase.net());
          lastAt = lastAt == null || paidAt.isAfter(lastAt) ? paidAt : lastAt;
          oldestAt = oldestAt == null || paidAt.isBefore(oldestAt) ? paidAt : oldestAt;
          return true;
        });
    comingAt = firstAfter(at);
  }

  /** Purchases leave the window, which begins after {@code begin}. */
  private void leave(Instant begin) {
    purchases.forEach(
        id,
        oldestAt,
        Micros.instant(Micros.of(begin) + 1),
        (paidAt, purchase) -> {
          frequency--;
          net -= purchase.net();
          return true;
        });
    oldestAt = frequency == 0 ? null : firstAfter(begin);
  }

  private Instant firstAfter(Instant at) {
    var first = new Instant[1];
    purchases.forEach(
        id,
        Micros.instant(Micros.of(at) + 1),
        Instant.MAX,
        (paidAt, purchase) -> {
          first[0] = paidAt;
          return false;
        });
    return first[0];
  }

  /** Assesses what was taken in and where that leads; the assessment before is replaced. */
  TierVerdict assess(Instant at, boolean givesBack) {
    var figures =
        new KeptFigures(
            lifetime,
            frequency,
            Money.amount(net),
            lastAt,
            ratings == 0 ? null : satisfaction(),
            ratings == 0 ? null : Integer.valueOf(satisfactionScore));
    var after = figures.assessed(at);
    var verdict = TierVerdict.of(tier, belowSince, assessment, after, givesBack);
    if (!verdict.moves().isEmpty()) {
      tierSince = at;
    }
    tier = verdict.tier();
    belowSince = verdict.belowSince();
    sequence += verdict.moves().size();
    asOf = at;
    assessment = after;
    nextChangeAt =
        KeptFigures.nextChangeAt(after, comingAt, oldestAt, satisfactionTurnsAt, belowSince);
    return verdict;
  }

  private Satisfaction satisfaction() {
    return new Satisfaction(KeptFigures.MODEL.satisfaction(), weights, weighted, ratedAt);
  }

  byte[] packed() {
    var bytes = ByteBuffer.allocate(LONGEST);
    bytes.putLong(Micros.of(asOf));
    bytes.put((byte) (tier == null ? -1 : TierVerdict.rank(tier)));
    bytes.put((byte) assessment.lifecycle().ordinal());
    var scores = assessment.scores();
    bytes.put((byte) (scores == null ? 0 : scores.r()));
    bytes.put((byte) (scores == null ? 0 : scores.f()));
    bytes.put((byte) (scores == null ? 0 : scores.m()));
    bytes.putInt(lifetime).putInt(frequency).putLong(net).putLong(sequence);
    int at = bytes.position();
    bytes.put((byte) 0);
    int there =
        put(bytes, nextChangeAt, 0)
            | put(bytes, lastAt, 1)
            | put(bytes, oldestAt, 2)
            | put(bytes, comingAt, 3)
            | put(bytes, tierSince, 4)
            | put(bytes, belowSince, 5)
            | put(bytes, ratedAt, 6)
            | put(bytes, satisfactionTurnsAt, 7);
    bytes.put(at, (byte) there);
    if (ratings > 0) {
      bytes.putInt(ratings).putDouble(weights).putDouble(weighted).put((byte) satisfactionScore);
    }
    var packed = new byte[bytes.position()];
    bytes.flip().get(packed);
    return packed;
  }

  private static int put(ByteBuffer bytes, Instant instant, int bit) {
    if (instant == null) {
      return 0;
    }
    bytes.putLong(Micros.of(instant));
    return 1 << bit;
  }

  static StoredCustomer unpack(byte[] id, StoredPurchases purchases, byte[] packed) {
    var customer = new StoredCustomer(id, purchases);
    var bytes = ByteBuffer.wrap(packed);
    customer.asOf = Micros.instant(bytes.getLong());
    int rank = bytes.get();
    customer.tier = rank < 0 ? null : KeptFigures.MODEL.tiers().tiers().get(rank).name();
    var lifecycle = LIFECYCLES[bytes.get()];
    int r = bytes.get();
    int f = bytes.get();
    int m = bytes.get();
    customer.lifetime = bytes.getInt();
    customer.frequency = bytes.getInt();
    customer.net = bytes.getLong();
    customer.sequence = bytes.getLong();
    int there = bytes.get();
    customer.nextChangeAt = get(bytes, there, 0);
    customer.lastAt = get(bytes, there, 1);
    customer.oldestAt = get(bytes, there, 2);
    customer.comingAt = get(bytes, there, 3);
    customer.tierSince = get(bytes, there, 4);
    customer.belowSince = get(bytes, there, 5);
    customer.ratedAt = get(bytes, there, 6);
    customer.satisfactionTurnsAt = get(bytes, there, 7);
    if (customer.ratedAt != null) {
      customer.ratings = bytes.getInt();
      customer.weights = bytes.getDouble();
      customer.weighted = bytes.getDouble();
      customer.satisfactionScore = bytes.get();
    }
    customer.assessment = customer.assessed(r, f, m, lifecycle);
    return customer;
  }

  private static Instant get(ByteBuffer bytes, int there, int bit) {
    return (there & 1 << bit) == 0 ? null : Micros.instant(bytes.getLong());
  }

  /** As it was when it was packed. */
  private Assessment assessed(int r, int f, int m, Lifecycle lifecycle) {
    var satisfaction = ratings == 0 ? null : satisfaction();
    var monetary = new Monetary(Money.amount(net), frequency, KeptFigures.MODEL.monetaryBy());
    if (r == 0) {
      return new Assessment(
          asOf, frequency, monetary, lastAt, satisfaction, null, null, null, lifecycle);
    }
    var scores = new Scores(r, f, m, ratings == 0 ? null : Integer.valueOf(satisfactionScore));
    return KeptFigures.assessment(
        asOf, frequency, monetary, lastAt, satisfaction, scores, lifecycle);
  }
}
