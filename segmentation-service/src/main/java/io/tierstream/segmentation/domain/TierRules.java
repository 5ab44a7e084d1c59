package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Which tier an assessment leads to: rules 1 to 4 of §4. */
final class TierRules {

  /** A tier change to be made. */
  record Move(TierChangeKind kind, String from, String to, String crossed) {}

  /** A risk to be announced; {@code fallsTo} and {@code fallsAt} are null when it has passed. */
  record Risk(String fallsTo, Instant fallsAt, String crossed) {}

  /** The tier and since when it can't be kept, how it came, and the risk that began or ended. */
  record Ruling(List<Move> moves, String tier, Instant belowSince, Risk risk) {

    static Ruling stay(String tier) {
      return new Ruling(List.of(), tier, null, null);
    }

    static Ruling recover(String tier, String crossed) {
      return new Ruling(List.of(), tier, null, new Risk(null, null, crossed));
    }

    static Ruling move(TierChangeKind kind, String from, String to, String crossed) {
      return new Ruling(List.of(new Move(kind, from, to, crossed)), to, null, null);
    }
  }

  private final TierLadder ladder;
  private final Downgrade downgrade;

  TierRules(TierLadder ladder, Downgrade downgrade) {
    this.ladder = ladder;
    this.downgrade = downgrade;
  }

  /**
   * @param before the figures until now; null when there are none
   * @param loweredByRefund whether the assessment is made on a refund or cancellation that itself
   *     lowered the composite
   */
  Ruling judge(
      String tier,
      Instant belowSince,
      Assessment before,
      Assessment after,
      boolean loweredByRefund) {
    if (after.composite() == null) {
      return tier == null
          ? Ruling.stay(null)
          : Ruling.move(TierChangeKind.REVOKED, tier, null, "no qualifying purchase left");
    }
    Tier admitting = ladder.highestAdmitting(after);
    if (tier == null) {
      return Ruling.move(
          TierChangeKind.INITIAL, null, admitting.name(), "first qualifying purchase");
    }
    Tier current = ladder.named(tier);
    if (ladder.isAbove(admitting, current)) {
      return Ruling.move(
          TierChangeKind.UPGRADE, tier, admitting.name(), entered(admitting, before));
    }
    if (current.keeps(after)) {
      return belowSince == null ? Ruling.stay(tier) : Ruling.recover(tier, kept(current, before));
    }
    if (loweredByRefund && downgrade.refundsBypassGrace()) {
      return Ruling.move(
          TierChangeKind.DOWNGRADE,
          tier,
          ladder.highestKeptBelow(current, after).name(),
          current.missingToKeep(after).undercut());
    }
    return below(current, belowSince, after);
  }

  /** Rule 3 without a refund: the grace begins, goes on or ends; each step down begins another. */
  private Ruling below(Tier tier, Instant belowSince, Assessment after) {
    List<Move> moves = new ArrayList<>(1);
    Tier current = tier;
    Instant since = belowSince == null ? after.at() : belowSince;
    boolean begins = belowSince == null;
    while (!after.at().isBefore(since.plus(downgrade.grace()))) {
      String crossed = current.missingToKeep(after).undercut();
      Tier fallen = fallFrom(current, after);
      moves.add(new Move(TierChangeKind.DOWNGRADE, current.name(), fallen.name(), crossed));
      current = fallen;
      if (current.keeps(after)) {
        return new Ruling(moves, current.name(), null, null);
      }
      since = after.at();
      begins = true;
    }
    Risk risk =
        begins
            ? new Risk(
                fallFrom(current, after).name(),
                since.plus(downgrade.grace()),
                current.missingToKeep(after).undercut())
            : null;
    return new Ruling(moves, current.name(), since, risk);
  }

  /** The tier that follows when the grace of {@code tier} ends. */
  Tier fallFrom(Tier tier, Assessment assessment) {
    return downgrade.reach() == Downgrade.Reach.ONE_STEP
        ? ladder.oneBelow(tier)
        : ladder.highestKeptBelow(tier, assessment);
  }

  /** The first thing that was in the way of entering this tier. */
  private static String entered(Tier tier, Assessment before) {
    return reached(tier.missingToEnter(before), tier.enter());
  }

  /** The first thing that was in the way of keeping this tier. */
  private static String kept(Tier tier, Assessment before) {
    return reached(tier.missingToKeep(before), tier.keep());
  }

  /** Where nothing was in the way by this model, it was the composite by the one before. */
  private static String reached(Threshold missing, BigDecimal cut) {
    return (missing == null ? new Threshold("composite", cut) : missing).reached();
  }
}
