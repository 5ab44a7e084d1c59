package io.tierstream.segmentation.domain;

import static java.time.temporal.ChronoUnit.MICROS;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Satisfaction as §3 defines it, naively: A and B go through all ratings, each fading what came
 * before it, and a crossing is searched for in all the time there is.
 */
final class Mood {

  private static final int HALF_LIVES = 60;

  private final ScoringModel model;
  private double a;
  private double b;
  private Instant last;

  private Mood(ScoringModel model) {
    this.model = model;
  }

  static Mood of(Collection<Fact> facts, ScoringModel model, Instant at) {
    List<Feedback> feedback = new ArrayList<>();
    for (Fact fact : facts) {
      if (fact instanceof Feedback one && !one.occurredAt().isAfter(at)) {
        feedback.add(one);
      }
    }
    feedback.sort(Comparator.comparing(Feedback::occurredAt).thenComparing(Feedback::feedbackId));
    Mood mood = new Mood(model);
    feedback.forEach(mood::take);
    return mood;
  }

  private void take(Feedback feedback) {
    BigDecimal rating = ratingOf(feedback);
    if (rating != null) {
      double d = last == null ? 0 : fading(feedback.occurredAt());
      a = d * a + 1;
      b = d * b + rating.doubleValue();
      last = feedback.occurredAt();
    }
  }

  static BigDecimal ratingOf(Feedback feedback) {
    if (feedback.resolutionRating() != null) {
      return feedback.resolutionRating();
    } else if (feedback.rating() != null) {
      return feedback.rating();
    } else if (feedback.nps() != null) {
      return new BigDecimal(10 + 4 * feedback.nps()).movePointLeft(1);
    } else if (feedback.kind() == FeedbackKind.COMPLAINT) {
      return new BigDecimal(feedback.status() == FeedbackStatus.OPEN ? 1 : 3);
    }
    return null;
  }

  private double fading(Instant at) {
    double micros = MICROS.between(last, at);
    double halfLife = MICROS.between(last, last.plus(model.satisfaction().halfLife()));
    return StrictMath.pow(2.0, -(micros / halfLife));
  }

  boolean isKnown() {
    return last != null;
  }

  double at(Instant at) {
    double d = fading(at);
    double p = model.satisfaction().priorWeight().doubleValue();
    return (p * 3 + d * b) / (p + d * a);
  }

  int score(Instant at) {
    int score = 1;
    double d = fading(at);
    while (score < 5 && reaches(model.satisfaction().cutOffs().get(score - 1), d)) {
      score++;
    }
    return score;
  }

  private boolean reaches(BigDecimal cut, double d) {
    double c = cut.doubleValue();
    double p = model.satisfaction().priorWeight().doubleValue();
    // What is left of a weight is never nothing, though in floating point it may be.
    return c == 3 ? b - c * a >= 0 : d * (b - c * a) >= p * (c - 3);
  }

  /** Every instant at which a cut-off is reached after the last rating, or isn't any more. */
  List<Instant> turns() {
    List<Instant> turns = new ArrayList<>();
    if (last == null) {
      return turns;
    }
    Duration allTheTime = model.satisfaction().halfLife().multipliedBy(HALF_LIVES);
    for (BigDecimal cut : model.satisfaction().cutOffs()) {
      Instant before = last;
      Instant after = last.plus(allTheTime);
      boolean atFirst = reaches(cut, fading(before));
      if (atFirst != reaches(cut, fading(after))) {
        while (MICROS.between(before, after) > 1) {
          Instant middle = before.plus(MICROS.between(before, after) / 2, MICROS);
          if (reaches(cut, fading(middle)) == atFirst) {
            before = middle;
          } else {
            after = middle;
          }
        }
        turns.add(after);
      }
    }
    return turns;
  }
}
