package io.tierstream.segmentation.domain;

import io.tierstream.segmentation.domain.History.Delivery;
import io.tierstream.segmentation.domain.History.Publish;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The oracle for tests of the whole system: it is told of one customer's facts in the order in
 * which they were applied, and says where that leaves the customer. Of an order in another currency
 * it is told what that comes to in the base currency.
 */
public final class RecordedOracle {

  private static final int SHOWN_DECIMALS = 3;

  /**
   * The figures at an instant; scores, composite and segment are null where nothing qualifies.
   *
   * @param monetary the sum, without trailing zeros
   * @param s null without a rating
   * @param composite as it is shown, with three decimals
   */
  public record Figures(
      int frequency,
      BigDecimal monetary,
      Instant last,
      Integer r,
      Integer f,
      Integer m,
      Integer s,
      BigDecimal composite,
      String segment,
      String lifecycle) {

    private static Figures of(Oracle.Figures figures) {
      List<Integer> scores = figures.scores();
      return new Figures(
          figures.frequency(),
          figures.monetary(),
          figures.last(),
          scores == null ? null : scores.get(0),
          scores == null ? null : scores.get(1),
          scores == null ? null : scores.get(2),
          scores == null ? null : scores.get(3),
          scores == null
              ? null
              : figures
                  .weighted()
                  .divide(new BigDecimal(figures.weights()), SHOWN_DECIMALS, RoundingMode.HALF_UP),
          figures.segment(),
          figures.lifecycle());
    }
  }

  /**
   * One assessment.
   *
   * @param event {@code O-1 v2} of a fact, else {@link #TIME} or {@link #MODEL}
   * @param supersedes the ordinal that brought the version known until then; null for none
   */
  public record Applied(
      long ordinal, Instant at, int model, String event, String backfill, Long supersedes) {}

  /** A tier change; {@code before} is null at the first assessment. */
  public record Change(
      long sequence,
      String kind,
      String from,
      String to,
      Instant at,
      Figures before,
      Figures after,
      String event,
      String backfill) {}

  /** That a tier will fall, or (without {@code fallsAt}) won't any more. */
  public record Risk(long sequence, String tier, String fallsTo, Instant fallsAt, Instant at) {}

  /** The event of an assessment that time alone caused. */
  public static final String TIME = Oracle.TIME;

  /** The event of an assessment that another model caused. */
  public static final String MODEL = Oracle.MODEL;

  private final Oracle oracle;

  /**
   * @param first the model in force from the beginning
   * @param jobs the end of each import
   */
  public RecordedOracle(ScoringModel first, Map<String, Instant> jobs) {
    oracle = new Oracle(first, jobs);
  }

  /** The name of a version of an order, feedback or pin in {@link Applied#event}. */
  public static String eventOf(Fact fact) {
    return Oracle.eventOf(fact);
  }

  /** The figures of these facts at an instant, whatever their order. */
  public static Figures figures(Collection<Fact> facts, ScoringModel model, Instant at) {
    return Figures.of(Oracle.figures(facts, model, at));
  }

  /** What the ratings among these facts come to at an instant; null without one. */
  public static Double satisfaction(Collection<Fact> facts, ScoringModel model, Instant at) {
    return Oracle.satisfaction(facts, model, at);
  }

  /** A model is heard of that is in force from an instant on. */
  public void publish(ScoringModel model, Instant from) {
    oracle.live(List.of(new Publish(model, from)));
  }

  /** Whether {@code fact}, recorded at an instant, changed anything: it was no old version. */
  public boolean hear(Fact fact, Instant recordedAt, String backfill) {
    int before = oracle.applied.size();
    oracle.hear(new Delivery(fact, recordedAt, backfill));
    return oracle.applied.size() > before;
  }

  /** Somebody looks what time has done until then. */
  public void waitUntil(Instant to) {
    oracle.waitUntil(to);
  }

  /** All assessments until now. */
  public List<Applied> applied() {
    return oracle.applied.stream()
        .map(
            one ->
                new Applied(
                    one.ordinal(),
                    one.at(),
                    one.model(),
                    one.event(),
                    one.backfill(),
                    one.supersedes()))
        .toList();
  }

  /** All tier changes until now. */
  public List<Change> changes() {
    return oracle.changes.stream()
        .map(
            one ->
                new Change(
                    one.sequence(),
                    one.kind(),
                    one.from(),
                    one.to(),
                    one.at(),
                    one.before() == null ? null : Figures.of(one.before()),
                    Figures.of(one.after()),
                    one.event(),
                    one.backfill()))
        .toList();
  }

  /** All announcements of falls until now. */
  public List<Risk> risks() {
    return oracle.risks.stream()
        .map(one -> new Risk(one.sequence(), one.tier(), one.fallsTo(), one.fallsAt(), one.at()))
        .toList();
  }

  /** Null for none. */
  public String tier() {
    return oracle.tier();
  }

  /** Null while the tier can be kept. */
  public Instant belowSince() {
    return oracle.belowSince();
  }

  /** Of the last assessment; null before the first. */
  public Instant asOf() {
    return oracle.asOf();
  }

  /** When something changes if nothing else happens; null for never. */
  public Instant nextChange() {
    return oracle.nextChange();
  }
}
