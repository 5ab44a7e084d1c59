package io.tierstream.segmentation.domain;

import static java.time.temporal.ChronoUnit.MICROS;

import io.tierstream.segmentation.domain.FoldedHistory.Visit;
import io.tierstream.segmentation.domain.History.Delivery;
import io.tierstream.segmentation.domain.History.Moment;
import io.tierstream.segmentation.domain.History.Publish;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds in a history where somebody looked, or a fact was taken in, next to an instant at which
 * something may change by itself.
 */
final class Boundaries {

  enum Kind {
    RECENCY,
    WINDOW,
    LIFECYCLE,
    GRACE_ENDS,
    PIN_ENDS,
    MODEL_COMES
  }

  /**
   * A boundary that was met.
   *
   * @param off by how many microseconds: −1, 0 or 1
   */
  record Met(Kind kind, long off) {}

  /** In microseconds after what it is counted from. */
  private record Line(Kind kind, long micros) {}

  private final List<Line> dated = new ArrayList<>();
  private final Map<Integer, List<Line>> ages = new HashMap<>();
  private final long[] payments;
  private final List<Met> met = new ArrayList<>();

  private Boundaries(History history, FoldedHistory folded) {
    for (AtRisk risk : folded.atRisks) {
      date(Kind.GRACE_ENDS, risk.fallsAt());
    }
    for (Moment moment : history.moments()) {
      if (moment instanceof Publish publish) {
        date(Kind.MODEL_COMES, publish.from());
      } else if (moment instanceof Delivery delivery
          && delivery.fact() instanceof Pin pin
          && pin.until() != null
          && pin.until().isAfter(pin.occurredAt().plus(1, MICROS))) {
        date(Kind.PIN_ENDS, pin.until());
      }
    }
    folded.models().models().forEach(one -> ages.put(one.model().number(), ages(one.model())));
    payments =
        history.deliveries().stream()
            .filter(d -> d.fact() instanceof OrderFact taken && taken.order().isPurchase())
            .mapToLong(d -> micros(((OrderFact) d.fact()).order().paidAt()))
            .distinct()
            .toArray();
  }

  /** What was met by folding a history: found by its purchases, pins, models and risks. */
  static List<Met> met(History history, FoldedHistory folded) {
    Boundaries boundaries = new Boundaries(history, folded);
    folded.visits.forEach(boundaries::meet);
    return boundaries.met;
  }

  /** Null is never. */
  private void date(Kind kind, Instant at) {
    if (at != null) {
      dated.add(new Line(kind, micros(at)));
    }
  }

  private static List<Line> ages(ScoringModel model) {
    List<Line> ages = new ArrayList<>();
    model.recency().forEach(age -> age(Kind.RECENCY, age, ages));
    age(Kind.WINDOW, model.window(), ages);
    age(Kind.LIFECYCLE, model.lifecycle().settled(), ages);
    age(Kind.LIFECYCLE, model.lifecycle().dormant(), ages);
    age(Kind.LIFECYCLE, model.lifecycle().churned(), ages);
    return ages;
  }

  /** Null is never; at no age at all every purchase is. */
  private static void age(Kind kind, Duration age, List<Line> into) {
    if (age != null && !age.isZero()) {
      into.add(new Line(kind, age.toNanos() / 1000));
    }
  }

  private static long micros(Instant at) {
    return MICROS.between(Instant.EPOCH, at);
  }

  private void meet(Visit visit) {
    long at = micros(visit.at());
    for (Line line : dated) {
      meet(line.kind(), at - line.micros());
    }
    for (Line age : ages.get(visit.model())) {
      for (long paidAt : payments) {
        meet(age.kind(), at - paidAt - age.micros());
      }
    }
  }

  private void meet(Kind kind, long off) {
    if (off >= -1 && off <= 1) {
      met.add(new Met(kind, off));
    }
  }
}
