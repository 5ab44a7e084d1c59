package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Why a customer stands where it stands at an instant: the assessment made there, taken apart. What
 * a {@code PROSPECT} doesn't have is null: each of the figures, and the fall.
 *
 * @param windowStart purchases after it count; null: all do
 * @param purchases qualifying ones of a lifetime, for the lifecycle
 * @param satisfaction null without rated feedback, too
 * @param tiers all of the model's, lowest first, as the figures meet them; empty for a {@code
 *     PROSPECT}
 * @param pin null without one that lasts
 * @param fall null while the tier is kept
 * @param turns when something may change by itself, the earliest first
 */
public record Explanation(
    Assessment assessment,
    Instant windowStart,
    int purchases,
    Recency recency,
    Figure<Integer> frequency,
    Figure<BigDecimal> monetary,
    Figure<BigDecimal> satisfaction,
    List<Term> terms,
    List<TierCheck> tiers,
    PinCheck pin,
    Fall fall,
    List<Turn> turns) {

  /**
   * The age of the latest qualifying purchase.
   *
   * @param scoreFallsAt when it is one less; null for the least
   */
  public record Recency(Duration age, List<Duration> cutOffs, int score, Instant scoreFallsAt) {}

  /**
   * A figure that scores more the higher it is.
   *
   * @param missing to the next score; null for the highest
   */
  public record Figure<T>(T value, List<T> cutOffs, int score, T missing) {}

  /** A part of the composite: {@code product} is weight times score. */
  public record Term(String part, int weight, int score, int product) {}

  /**
   * A tier against the figures.
   *
   * @param missingToEnter the first threshold in the way; null when it can be entered
   * @param missingToKeep likewise
   */
  public record TierCheck(
      Tier tier, boolean isCurrent, Threshold missingToEnter, Threshold missingToKeep) {}

  /**
   * An operator's pin that lasts until {@code until}.
   *
   * @param decides whether the tier is {@code tier} because of it; not when the model has no such
   *     tier
   */
  public record PinCheck(String tier, Instant until, boolean decides) {}

  /** The tier can't be kept: since when, and what becomes of it if nothing else happens. */
  public record Fall(Instant belowSince, Instant at, String to) {}

  /** When something may change, and why. */
  public record Turn(TurningPoint why, Instant at) {}

  /** Of the customer of these facts at {@code at}, who has {@code tier}, by {@code model}. */
  public static Explanation of(
      Facts facts, String tier, Instant belowSince, ScoringModel model, Instant at) {
    Assessment assessment = Assessment.assess(facts, model, at);
    Instant windowStart = model.window() == null ? null : at.minus(model.window());
    List<Turn> turns = turns(facts, assessment, belowSince, model);
    PinCheck pin = facts.pin() == null ? null : pin(facts.pin().pin(), model.tiers(), at);
    Scores scores = assessment.scores();
    if (scores == null) {
      return new Explanation(
          assessment,
          windowStart,
          0,
          null,
          null,
          null,
          null,
          List.of(),
          List.of(),
          pin,
          null,
          turns);
    }
    return new Explanation(
        assessment,
        windowStart,
        facts.orders().purchases(null, at).count(),
        recency(assessment, model),
        frequency(assessment, model),
        monetary(assessment, model),
        satisfaction(assessment, model),
        terms(scores, model.weights()),
        tiers(tier, assessment, model.tiers()),
        pin,
        belowSince == null ? null : fall(tier, belowSince, assessment, model),
        turns);
  }

  private static List<Turn> turns(
      Facts facts, Assessment assessment, Instant belowSince, ScoringModel model) {
    List<Turn> turns = new ArrayList<>();
    TurningPoint.each(
        facts,
        assessment,
        belowSince,
        model,
        (why, from, later) -> {
          Instant at = from.plus(later);
          if (at.isAfter(assessment.at())) {
            turns.add(new Turn(why, at));
          }
        });
    turns.sort(Comparator.comparing(Turn::at));
    return List.copyOf(turns);
  }

  private static Recency recency(Assessment assessment, ScoringModel model) {
    int score = assessment.scores().r();
    int reached = model.recency().size() + 1 - score;
    return new Recency(
        Duration.between(assessment.lastPurchaseAt(), assessment.at()),
        model.recency(),
        score,
        score == 1 ? null : assessment.lastPurchaseAt().plus(model.recency().get(reached)));
  }

  private static Figure<Integer> frequency(Assessment assessment, ScoringModel model) {
    Integer next = next(model.frequency(), assessment.scores().f());
    return new Figure<>(
        assessment.frequency(),
        model.frequency(),
        assessment.scores().f(),
        next == null ? null : Integer.valueOf(next - assessment.frequency()));
  }

  private static Figure<BigDecimal> monetary(Assessment assessment, ScoringModel model) {
    BigDecimal next = next(model.monetary(), assessment.scores().m());
    return new Figure<>(
        assessment.monetary().value(),
        model.monetary(),
        assessment.scores().m(),
        next == null ? null : next.subtract(assessment.monetary().value()).max(BigDecimal.ZERO));
  }

  private static Figure<BigDecimal> satisfaction(Assessment assessment, ScoringModel model) {
    if (assessment.satisfaction() == null) {
      return null;
    }
    BigDecimal value = assessment.satisfaction().at(assessment.at());
    BigDecimal next = next(model.satisfaction().cutOffs(), assessment.scores().s());
    return new Figure<>(
        value,
        model.satisfaction().cutOffs(),
        assessment.scores().s(),
        next == null ? null : next.subtract(value).max(BigDecimal.ZERO));
  }

  /** The cut-off that the next higher score begins at; null for the highest score. */
  private static <T> T next(List<T> cutOffs, int score) {
    return score > cutOffs.size() ? null : cutOffs.get(score - 1);
  }

  private static List<Term> terms(Scores scores, Weights weights) {
    List<Term> terms = new ArrayList<>();
    terms.add(term("r", weights.recency(), scores.r()));
    terms.add(term("f", weights.frequency(), scores.f()));
    terms.add(term("m", weights.monetary(), scores.m()));
    if (scores.s() != null) {
      terms.add(term("s", weights.satisfaction(), scores.s()));
    }
    return List.copyOf(terms);
  }

  private static Term term(String part, int weight, int score) {
    return new Term(part, weight, score, weight * score);
  }

  private static List<TierCheck> tiers(String current, Assessment assessment, TierLadder ladder) {
    return ladder.tiers().stream()
        .map(
            tier ->
                new TierCheck(
                    tier,
                    tier.name().equals(current),
                    tier.missingToEnter(assessment),
                    tier.missingToKeep(assessment)))
        .toList();
  }

  private static PinCheck pin(Pin pin, TierLadder ladder, Instant at) {
    return pin.lasts(at) ? new PinCheck(pin.tier(), pin.until(), pin.decides(at, ladder)) : null;
  }

  private static Fall fall(
      String tier, Instant belowSince, Assessment assessment, ScoringModel model) {
    Tier current = model.tiers().named(tier);
    TierRules rules = new TierRules(model.tiers(), model.downgrade());
    return new Fall(
        belowSince,
        belowSince.plus(model.downgrade().grace()),
        current.keeps(assessment) ? null : rules.fallFrom(current, assessment).name());
  }
}
