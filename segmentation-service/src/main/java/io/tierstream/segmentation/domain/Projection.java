package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What becomes of a customer from an instant on if nothing happens, and what would have to happen
 * at that instant instead; §7. All of it is found by assessing.
 *
 * @param changes the earliest first
 * @param isComplete whether these are all that will ever come
 * @param next what reaches the next tier; null on the highest
 * @param keep what keeps this tier; null while nothing takes it away
 */
public record Projection(
    Instant at, List<Expected> changes, boolean isComplete, Reach next, Keep keep) {

  /**
   * A standing as it will be from an instant on.
   *
   * @param scores null for a {@code PROSPECT}, with composite and segment
   * @param fallsAt when the tier is lost that can't be kept from then on; null while it can
   */
  public record Expected(
      Instant at,
      String tier,
      Scores scores,
      Composite composite,
      String segment,
      Lifecycle lifecycle,
      Instant fallsAt) {}

  /**
   * What reaches a tier at once. Each is null where no amount, or no number of purchases, does.
   *
   * @param amount the least of one purchase
   * @param purchases the least number of purchases of the customer's mean
   * @param mean of the customer's purchases in the window, else of all, in whole units of the
   *     currency; null without a purchase
   */
  public record Reach(String tier, BigDecimal amount, Integer purchases, BigDecimal mean) {}

  /**
   * What keeps a tier past the instant at which it would be lost.
   *
   * @param until when it is lost otherwise
   * @param fallsTo which tier follows; null for none
   */
  public record Keep(Reach reach, Instant until, String fallsTo) {}

  /** Nobody reads more of them. */
  private static final int MOST_CHANGES = 500;

  /** Of a customer with many purchases each leaves the window on its own. */
  private static final int MOST_STEPS = 20_000;

  /**
   * Of a standing at {@code at}, which isn't before its {@code asOf}.
   *
   * @param model by which it is judged
   * @param decimals of the base currency
   */
  public static Projection of(Standing standing, ScoringModel model, Instant at, int decimals) {
    return new Course(standing, model, at, decimals).projection();
  }

  /** One projection under way. */
  private static final class Course {

    private final ScoringModel model;
    private final Fold fold;
    private final Standing now;
    private final Instant at;
    private final BigDecimal unit;
    private final BigDecimal mean;

    Course(Standing standing, ScoringModel model, Instant at, int decimals) {
      this.model = model;
      this.fold = new Fold(ModelTimeline.of(model), job -> Instant.MIN);
      this.now = fold.advance(standing, at).standing();
      this.at = at;
      this.unit = BigDecimal.ONE.movePointLeft(decimals);
      this.mean = mean(decimals);
    }

    private BigDecimal mean(int decimals) {
      OrderBook orders = now.counted().orders();
      PurchaseTotals recent =
          model.window() == null
              ? PurchaseTotals.NONE
              : orders.purchases(at.minus(model.window()), at);
      PurchaseTotals totals = recent.count() > 0 ? recent : orders.purchases(null, at);
      return totals.count() == 0
          ? null
          : totals
              .net()
              .divide(BigDecimal.valueOf(totals.count()), decimals, RoundingMode.HALF_UP)
              .max(unit);
    }

    Projection projection() {
      List<Expected> changes = new ArrayList<>();
      Expected lost = null;
      Standing standing = now;
      Expected last = expected(standing);
      int steps = 0;
      while (standing.nextChangeAt() != null
          && changes.size() < MOST_CHANGES
          && steps < MOST_STEPS) {
        standing = fold.advance(standing, standing.nextChangeAt()).standing();
        steps++;
        Expected expected = expected(standing);
        if (isOther(last, expected)) {
          changes.add(expected);
          if (lost == null && isLower(expected.tier())) {
            lost = expected;
          }
        }
        last = expected;
      }
      return new Projection(
          at,
          List.copyOf(changes),
          standing.nextChangeAt() == null,
          next(),
          lost == null ? null : keep(lost));
    }

    private Expected expected(Standing standing) {
      Assessment assessment = standing.assessment();
      return new Expected(
          standing.asOf(),
          standing.tier(),
          assessment == null ? null : assessment.scores(),
          assessment == null ? null : assessment.composite(),
          assessment == null ? null : assessment.segment(),
          assessment == null ? Lifecycle.PROSPECT : assessment.lifecycle(),
          standing.belowSince() == null
              ? null
              : standing.belowSince().plus(model.downgrade().grace()));
    }

    private static boolean isOther(Expected last, Expected next) {
      return !Objects.equals(last.tier(), next.tier())
          || !Objects.equals(last.scores(), next.scores())
          || !Objects.equals(last.segment(), next.segment())
          || last.lifecycle() != next.lifecycle()
          || !Objects.equals(last.fallsAt(), next.fallsAt());
    }

    private boolean isLower(String tier) {
      return now.tier() != null
          && (tier == null || model.tiers().rank(tier) < model.tiers().rank(now.tier()));
    }

    /**
     * More of one purchase, or more of them, never reach less: the first that does is the least.
     */
    private Reach next() {
      Tier tier = model.tiers().above(now.tier());
      if (tier == null) {
        return null;
      }
      Predicate<PurchaseTotals> reaches =
          more -> {
            Assessment after = Assessment.assess(now.counted(), model, at, more);
            return !model.tiers().isAbove(tier, model.tiers().highestAdmitting(after));
          };
      return reach(tier, reaches);
    }

    private Keep keep(Expected lost) {
      Predicate<PurchaseTotals> keeps = more -> !isLower(tierAt(lost.at(), more));
      return new Keep(reach(model.tiers().named(now.tier()), keeps), lost.at(), lost.tier());
    }

    private String tierAt(Instant instant, PurchaseTotals more) {
      return fold.advance(boughtNow(more), instant).standing().tier();
    }

    /** With {@code more} purchases of equal amounts now. */
    private Standing boughtNow(PurchaseTotals more) {
      Standing standing = now;
      BigDecimal amount =
          more.net()
              .divide(BigDecimal.valueOf(more.count()), unit.scale(), RoundingMode.UNNECESSARY);
      for (int i = 0; i < more.count(); i++) {
        // No id of ours has a space.
        Order order =
            new Order("projected " + i, 1, OrderStatus.PAID, amount, BigDecimal.ZERO, at, at);
        standing =
            fold.apply(standing, new OrderFact(order, at), at, Cause.timePassed(null)).standing();
      }
      return standing;
    }

    private Reach reach(Tier tier, Predicate<PurchaseTotals> reaches) {
      return new Reach(
          tier.name(), leastAmount(reaches), mean == null ? null : leastPurchases(reaches), mean);
    }

    /** In units: what a purchase does changes with its amount at cut-offs and floors only. */
    private BigDecimal leastAmount(Predicate<PurchaseTotals> reaches) {
      long most = units(mostAmount());
      long least =
          least(most, units -> reaches.test(new PurchaseTotals(1, unit.multiply(count(units)))));
      return least > most ? null : unit.multiply(count(least));
    }

    private Integer leastPurchases(Predicate<PurchaseTotals> reaches) {
      long most = mostPurchases();
      long least =
          least(
              most,
              number ->
                  reaches.test(new PurchaseTotals((int) number, mean.multiply(count(number)))));
      return least > most ? null : Integer.valueOf((int) least);
    }

    /** The least number from 1 up that holds, {@code most + 1} when none does. */
    private static long least(long most, LongPredicate holds) {
      long from = 1;
      long to = most + 1;
      while (from < to) {
        long middle = from + (to - from) / 2;
        if (holds.test(middle)) {
          to = middle;
        } else {
          from = middle + 1;
        }
      }
      return from;
    }

    /** What is enough for every cut-off and floor, whatever else was bought. */
    private BigDecimal mostAmount() {
      PurchaseTotals all = now.counted().orders().purchases(null, at);
      BigDecimal highest = new TreeSet<>(amounts().toList()).last();
      return model.monetaryBy() == Monetary.By.SUM
          ? highest.max(unit)
          : highest.multiply(count(all.count() + 1L)).max(unit);
    }

    private Stream<BigDecimal> amounts() {
      return Stream.concat(
          model.monetary().stream(),
          model.tiers().tiers().stream().map(Tier::minMonetary).filter(Objects::nonNull));
    }

    /** As many as every cut-off and floor asks for, if that can be counted at all. */
    private int mostPurchases() {
      int most =
          Stream.concat(
                  model.frequency().stream(),
                  model.tiers().tiers().stream().map(Tier::minFrequency).filter(Objects::nonNull))
              .max(Integer::compare)
              .orElseThrow();
      if (model.monetaryBy() == Monetary.By.SUM) {
        BigDecimal enough =
            new TreeSet<>(amounts().toList()).last().divide(mean, 0, RoundingMode.CEILING);
        most = Math.max(most, enough.min(count(MOST_STEPS)).intValueExact());
      }
      return Math.max(1, Math.min(most, MOST_STEPS));
    }

    private long units(BigDecimal amount) {
      return amount.divide(unit, 0, RoundingMode.CEILING).longValueExact();
    }

    private static BigDecimal count(long number) {
      return BigDecimal.valueOf(number);
    }
  }
}
