package io.tierstream.benchmark.contest;

import io.tierstream.segmentation.domain.Satisfaction;
import java.math.BigDecimal;
import java.time.Instant;

/** The score of satisfaction, and when it turns, as the weights of its ratings fade: §3. */
final class Fading {

  private static final double NEUTRAL = 3;
  private static final double HALF_LIFE = Micros.of(KeptFigures.MODEL.satisfaction().halfLife());
  private static final double PRIOR = KeptFigures.MODEL.satisfaction().priorWeight().doubleValue();
  private static final long NEVER = Long.MAX_VALUE;

  /** Nobody asks for what comes after a thousand half-lives. */
  private static final double LONGEST = 1_000 * HALF_LIFE;

  private Fading() {}

  /** What is left at {@code to} of a weight at {@code from}. */
  static double left(Instant from, Instant to) {
    return left(Micros.of(from, to));
  }

  private static double left(long micros) {
    return StrictMath.pow(2, -(micros / HALF_LIFE));
  }

  /** From 1 to 5; {@code at} not before the latest rating. */
  static int score(Satisfaction satisfaction, Instant at) {
    long micros = Micros.of(satisfaction.ratedAt(), at);
    int score = 1;
    for (var cut : KeptFigures.MODEL.satisfaction().cutOffs()) {
      if (!isReached(satisfaction, cut, micros)) {
        break;
      }
      score++;
    }
    return score;
  }

  /** The first instant after {@code at} with another score; null when there is none. */
  static Instant turnsAt(Satisfaction satisfaction, Instant at) {
    long now = Micros.of(satisfaction.ratedAt(), at);
    long next = NEVER;
    for (var cut : KeptFigures.MODEL.satisfaction().cutOffs()) {
      next = Math.min(next, turnAfter(satisfaction, cut, now));
    }
    return next == NEVER ? null : Micros.instant(Micros.of(satisfaction.ratedAt()) + next);
  }

  private static double distance(Satisfaction satisfaction, BigDecimal cut) {
    return satisfaction.weighted() - cut.doubleValue() * satisfaction.weights();
  }

  private static double limit(BigDecimal cut) {
    return PRIOR * (cut.doubleValue() - NEUTRAL);
  }

  /** {@code micros} after the latest rating. */
  private static boolean isReached(Satisfaction satisfaction, BigDecimal cut, long micros) {
    double limit = limit(cut);
    return limit == 0
        ? distance(satisfaction, cut) >= 0
        : left(micros) * distance(satisfaction, cut) >= limit;
  }

  /** The first microsecond after {@code now} at which it is otherwise. */
  private static long turnAfter(Satisfaction satisfaction, BigDecimal cut, long now) {
    boolean isReached = isReached(satisfaction, cut, now);
    double limit = limit(cut);
    if (limit == 0 || isReached == limit < 0) {
      return NEVER; // as it is where nothing is left of the ratings
    }
    double about =
        -StrictMath.log(limit / distance(satisfaction, cut)) / StrictMath.log(2) * HALF_LIFE;
    if (about > LONGEST) {
      return NEVER;
    }
    // It turns once: near where the formula says, and exactly where the score itself says so.
    long same = Math.max(now, (long) about - 1);
    long other = same + 1;
    for (long step = 1; same > now && isReached(satisfaction, cut, same) != isReached; step *= 2) {
      other = same;
      same = Math.max(now, same - step);
    }
    for (long step = 1; isReached(satisfaction, cut, other) == isReached; step *= 2) {
      same = other;
      other += step;
    }
    while (other - same > 1) {
      long middle = same + (other - same) / 2;
      if (isReached(satisfaction, cut, middle) == isReached) {
        same = middle;
      } else {
        other = middle;
      }
    }
    return other;
  }
}
