package io.tierstream.benchmark.contest;

import io.tierstream.segmentation.domain.Assessment;
import io.tierstream.segmentation.domain.Tier;
import io.tierstream.segmentation.domain.TierChangeKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which tier an assessment leads to by the scoring model that a shop starts with, whose tiers have
 * no floors: §4's rules 1 to 4, once more.
 *
 * @param moves the tier changes to be made, in order
 * @param tier where they lead; null: none
 * @param belowSince null while it can be kept
 * @param risk what is to be announced; null for nothing
 */
record TierVerdict(List<Move> moves, String tier, Instant belowSince, Risk risk) {

  private static final List<Tier> LADDER = KeptFigures.MODEL.tiers().tiers();

  /**
   * From one tier to another.
   *
   * @param from null: none
   * @param to null: none
   * @param crossed the cut-off crossed, in words
   */
  record Move(TierChangeKind kind, String from, String to, String crossed) {}

  /** A downgrade to come; {@code fallsTo} and {@code fallsAt} are null when it won't. */
  record Risk(String fallsTo, Instant fallsAt, String crossed) {}

  /**
   * @param tier null: none
   * @param before the figures until now; null when there are none
   * @param givesBack whether the assessment is made on a refund or cancellation
   */
  static TierVerdict of(
      String tier, Instant belowSince, Assessment before, Assessment after, boolean givesBack) {
    if (after.composite() == null) {
      return tier == null
          ? stay(null)
          : move(TierChangeKind.REVOKED, tier, null, "no qualifying purchase left");
    }
    int admitting = LADDER.size() - 1;
    while (!after.composite().reaches(LADDER.get(admitting).enter())) {
      admitting--;
    }
    Tier entered = LADDER.get(admitting);
    if (tier == null) {
      return move(TierChangeKind.INITIAL, null, entered.name(), "first qualifying purchase");
    }
    int current = rank(tier);
    if (admitting > current) {
      return move(TierChangeKind.UPGRADE, tier, entered.name(), reached(entered.enter()));
    }
    if (keeps(current, after)) {
      return belowSince == null
          ? stay(tier)
          : new TierVerdict(
              List.of(), tier, null, new Risk(null, null, reached(LADDER.get(current).keep())));
    }
    if (givesBack && isLower(before, after) && KeptFigures.MODEL.downgrade().refundsBypassGrace()) {
      int kept = current - 1;
      while (!keeps(kept, after)) {
        kept--;
      }
      return move(TierChangeKind.DOWNGRADE, tier, LADDER.get(kept).name(), undercut(current));
    }
    return below(current, belowSince, after);
  }

  private static TierVerdict stay(String tier) {
    return new TierVerdict(List.of(), tier, null, null);
  }

  private static TierVerdict move(TierChangeKind kind, String from, String to, String crossed) {
    return new TierVerdict(List.of(new Move(kind, from, to, crossed)), to, null, null);
  }

  /** The grace begins, goes on or ends; each step down begins another. */
  private static TierVerdict below(int rank, Instant belowSince, Assessment after) {
    var grace = KeptFigures.MODEL.downgrade().grace();
    var moves = new ArrayList<Move>(1);
    int current = rank;
    Instant since = belowSince == null ? after.at() : belowSince;
    boolean begins = belowSince == null;
    while (!after.at().isBefore(since.plus(grace))) {
      moves.add(
          new Move(
              TierChangeKind.DOWNGRADE,
              LADDER.get(current).name(),
              LADDER.get(current - 1).name(),
              undercut(current)));
      current--;
      if (keeps(current, after)) {
        return new TierVerdict(moves, LADDER.get(current).name(), null, null);
      }
      since = after.at();
      begins = true;
    }
    var risk =
        begins
            ? new Risk(LADDER.get(current - 1).name(), since.plus(grace), undercut(current))
            : null;
    return new TierVerdict(moves, LADDER.get(current).name(), since, risk);
  }

  /** How many tiers are below the one of this name. */
  static int rank(String tier) {
    int rank = 0;
    while (!LADDER.get(rank).name().equals(tier)) {
      rank++;
    }
    return rank;
  }

  private static boolean keeps(int rank, Assessment after) {
    return after.composite().reaches(LADDER.get(rank).keep());
  }

  private static boolean isLower(Assessment before, Assessment after) {
    return before != null
        && before.composite() != null
        && after.composite().compareTo(before.composite()) < 0;
  }

  private static String reached(BigDecimal cut) {
    return "composite reached " + cut.toPlainString();
  }

  private static String undercut(int rank) {
    return "composite fell below " + LADDER.get(rank).keep().toPlainString();
  }
}
