package io.tierstream.segmentation.domain;

import static java.time.temporal.ChronoUnit.MICROS;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What becomes of a customer from an instant on if nothing happens, and what would have to happen
 * at that instant instead; §7. All of it is found by assessing.
 *
 * @param tier at that instant; null for none
 * @param changes the earliest first
 * @param isComplete whether these are all that will ever come
 * @param next what reaches the next tier; null on the highest, and of a customer whose facts count
 *     for another or wait for others on their way
 * @param keep what keeps this tier; null while nothing takes it away, and likewise
 */
public record Projection(
    Instant at, String tier, List<Expected> changes, boolean isComplete, Reach next, Keep keep) {

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
   * Of a standing at {@code at}, which isn't before its {@code asOf}. What time has done to it
   * until then is done first, whether or not anybody has noticed: by every model until then, and
   * from then on by the last of these.
   *
   * @param at cut to microseconds
   * @param decimals of the base currency
   */
  public static Projection of(Standing standing, ModelTimeline models, Instant at, int decimals) {
    Instant exact = at.truncatedTo(MICROS);
    Standing now = new Fold(models, job -> Instant.MIN).advance(standing, exact).standing();
    ScoringModel model = now.asOf() == null ? models.at(exact) : models.numbered(now.model());
    return new Course(now, model, exact, decimals).projection();
  }

  /** One projection under way. */
  private static final class Course {

    private final ScoringModel model;
    private final Fold fold;
    private final Standing now;
    private final Instant at;
    private final BigDecimal unit;
    private final BigDecimal mean;

    Course(Standing now, ScoringModel model, Instant at, int decimals) {
      this.model = model;
      this.fold = new Fold(ModelTimeline.of(model), job -> Instant.MIN);
      this.now = now;
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
      boolean isComplete = standing.nextChangeAt() == null && !standing.bonds().isUnsettled();
      if (!now.bonds().isOnItsOwn() || now.bonds().isUnsettled()) {
        return new Projection(at, now.tier(), List.copyOf(changes), isComplete, null, null);
      }
      BoughtNow amounts = new BoughtNow(now, model, at, new Offer.OnePurchase(unit));
      BoughtNow numbers =
          mean == null ? null : new BoughtNow(now, model, at, new Offer.EqualPurchases(mean));
      Tier above = model.tiers().above(now.tier());
      Reach next = above == null ? null : reach(above, amounts, numbers);
      Keep keep = lost == null ? null : keep(lost, amounts, numbers);
      return new Projection(at, now.tier(), List.copyOf(changes), isComplete, next, keep);
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

    private Keep keep(Expected lost, BoughtNow amounts, BoughtNow numbers) {
      amounts.waitUntil(lost.at());
      if (numbers != null) {
        numbers.waitUntil(lost.at());
      }
      Tier tier = model.tiers().named(now.tier());
      return new Keep(reach(tier, amounts, numbers), lost.at(), lost.tier());
    }

    private Reach reach(Tier tier, BoughtNow amounts, BoughtNow numbers) {
      Predicate<String> reaches =
          one -> one != null && model.tiers().rank(one) >= model.tiers().rank(tier.name());
      BigInteger amount = amounts.least(reaches);
      BigInteger number = numbers == null ? null : numbers.least(reaches);
      return new Reach(
          tier.name(),
          amount == null ? null : unit.multiply(new BigDecimal(amount)),
          number == null ? null : Integer.valueOf(number.intValueExact()),
          mean);
    }
  }
}
