package io.tierstream.segmentation.domain;

import static java.time.temporal.ChronoUnit.MICROS;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Objects;

/**
 * What a customer's ratings come to at the latest of them, and so at every instant until the next:
 * {@code s(t) = (p·3 + d·B) / (p + d·A)}, where {@code d} is what the time since has left of the
 * weights. Both sums fade alike, so {@code s} only ever moves toward 3.
 *
 * @param weights A: the sum of the ratings' weights at {@code ratedAt}
 * @param weighted B: the sum of weight times rating
 * @param ratedAt the instant of the latest rating that counts
 */
public record Satisfaction(
    SatisfactionRules rules, double weights, double weighted, Instant ratedAt) {

  private static final double NEUTRAL = 3;
  private static final int DECIMALS = 2;
  private static final int SHOWN_DECIMALS = 6;
  private static final long NEVER = Long.MAX_VALUE;

  public Satisfaction {
    Objects.requireNonNull(rules, "rules");
    Objects.requireNonNull(ratedAt, "ratedAt");
  }

  /** From 1 to 5, rounded to two places, for display only; {@code at} not before the rating. */
  public BigDecimal at(Instant at) {
    double left = new Decay(rules.halfLife()).between(ratedAt, at);
    double prior = rules.priorWeight().doubleValue();
    double s = (prior * NEUTRAL + left * weighted) / (prior + left * weights);
    return BigDecimal.valueOf(s).setScale(DECIMALS, RoundingMode.HALF_UP);
  }

  /** What the ratings weigh together at {@code at}, rounded to six places, for display only. */
  public BigDecimal weightsAt(Instant at) {
    return shown(new Decay(rules.halfLife()).between(ratedAt, at) * weights);
  }

  /** The sum of weight times rating at {@code at}, rounded to six places, for display only. */
  public BigDecimal weightedAt(Instant at) {
    return shown(new Decay(rules.halfLife()).between(ratedAt, at) * weighted);
  }

  /** What a rating of {@code from} weighs at {@code at}, with six places, for display only. */
  public BigDecimal weight(Instant from, Instant at) {
    return shown(new Decay(rules.halfLife()).between(from, at));
  }

  private static BigDecimal shown(double sum) {
    return BigDecimal.valueOf(sum).setScale(SHOWN_DECIMALS, RoundingMode.HALF_UP);
  }

  /** 1 for the least satisfied up to 5. */
  int score(Instant at) {
    double left = new Decay(rules.halfLife()).between(ratedAt, at);
    int score = 1;
    for (BigDecimal cut : rules.cutOffs()) {
      if (!new Reach(cut).holdsWith(left)) {
        break;
      }
      score++;
    }
    return score;
  }

  /** The first instant after {@code at} at which the score is another; null when there is none. */
  Instant nextCrossing(Instant at) {
    long now = Decay.micros(ratedAt, at);
    double left = new Decay(rules.halfLife()).after(now);
    long next = NEVER;
    for (BigDecimal cut : rules.cutOffs()) {
      Reach reach = new Reach(cut);
      next = Math.min(next, reach.turnAfter(now, reach.holdsWith(left)));
    }
    return next == NEVER ? null : ratedAt.plus(next, MICROS);
  }

  /**
   * Whether one cut-off is reached: while {@code d·(B − c·A) ≥ p·(c − 3)}. As {@code d} only falls,
   * it turns once at most, in floating point, too.
   */
  private final class Reach {

    private final Decay decay = new Decay(rules.halfLife());

    /** B − c·A */
    private final double distance;

    /** p·(c − 3) */
    private final double limit;

    Reach(BigDecimal cut) {
      double c = cut.doubleValue();
      this.distance = weighted - c * weights;
      this.limit = rules.priorWeight().doubleValue() * (c - NEUTRAL);
    }

    /** {@code micros} after the latest rating. */
    private boolean holds(long micros) {
      return holdsWith(decay.after(micros));
    }

    /** With {@code left} of the ratings. */
    boolean holdsWith(double left) {
      // At 3 the sign decides for ever; nearly nothing left of it must not pass for nothing.
      return limit == 0 ? distance >= 0 : left * distance >= limit;
    }

    /**
     * The first microsecond after {@code now} at which it is otherwise, or never.
     *
     * @param holds whether it holds at {@code now}
     */
    long turnAfter(long now, boolean holds) {
      if (limit == 0 || holds == (limit < 0)) {
        return NEVER; // it is the same where nothing is left of the ratings
      }
      double about = decay.microsUntil(limit / distance);
      if (about > Decay.micros(ratedAt, Order.LATEST)) {
        return NEVER; // beyond the years that instants are of
      }
      long same = Math.max(now, (long) about - 1);
      long other = same + 1;
      for (long step = 1; same > now && holds(same) != holds; step *= 2) {
        other = same;
        same = Math.max(now, same - step);
      }
      for (long step = 1; holds(other) == holds; step *= 2) {
        same = other;
        other += step;
      }
      while (other - same > 1) {
        long middle = same + (other - same) / 2;
        if (holds(middle) == holds) {
          same = middle;
        } else {
          other = middle;
        }
      }
      return other;
    }
  }
}
