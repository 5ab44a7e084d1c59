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

    /** In one move: several are downgrades at one instant, of which the first says why. */
    Ruling net() {
      if (moves.size() < 2) {
        return this;
      }
      Move first = moves.get(0);
      Move move = new Move(first.kind(), first.from(), tier, first.crossed());
      return new Ruling(List.of(move), tier, belowSince, risk);
    }
  }

  private final TierLadder ladder;
  private final Downgrade downgrade;

  TierRules(TierLadder ladder, Downgrade downgrade) {
    this.ladder = ladder;
    this.downgrade = downgrade;
  }

  /**
   * Whatever the figures are, the tier is {@code pinned}.
   *
   * @param until the ladder that {@code tier} is on
   */
  Ruling pinned(String tier, Instant belowSince, String pinned, TierLadder until) {
    if (pinned.equals(tier)) {
      return belowSince == null ? Ruling.stay(tier) : Ruling.recover(tier, null);
    }
    return Ruling.move(kind(tier, ladder.rank(pinned), until), tier, pinned, null);
  }

  /**
   * Of a customer whose tier this ladder doesn't have: the highest one that can be entered.
   *
   * @param until the ladder that {@code tier} is on
   */
  Ruling relocated(String tier, TierLadder until, Assessment after) {
    if (after.composite() == null) {
      return revoked(tier);
    }
    Tier admitting = ladder.highestAdmitting(after);
    return Ruling.move(
        kind(tier, ladder.rank(admitting.name()), until), tier, admitting.name(), null);
  }

  /** Of a customer whose facts don't count for it: there is no tier. */
  static Ruling none(String tier) {
    return tier == null ? Ruling.stay(null) : Ruling.move(TierChangeKind.REVOKED, tier, null, null);
  }

  /**
   * From one tier to another, whatever the figures are.
   *
   * @param tier by name; null: none
   * @param until the ladder that {@code tier} is on; null without one
   * @param to by name; null: none
   */
  Move move(String tier, TierLadder until, String to) {
    return new Move(
        to == null ? TierChangeKind.REVOKED : kind(tier, ladder.rank(to), until), tier, to, null);
  }

  /**
   * That {@code tier}, which can't be kept since {@code belowSince}, will be lost, or that it
   * won't.
   */
  Risk risk(String tier, Instant belowSince, Assessment assessment) {
    if (belowSince == null) {
      return new Risk(null, null, null);
    }
    Tier current = ladder.named(tier);
    return new Risk(
        fallFrom(current, assessment).name(),
        belowSince.plus(downgrade.grace()),
        current.missingToKeep(assessment).undercut());
  }

  private static TierChangeKind kind(String from, int rank, TierLadder until) {
    if (from == null) {
      return TierChangeKind.INITIAL;
    }
    return rank > until.rank(from) ? TierChangeKind.UPGRADE : TierChangeKind.DOWNGRADE;
  }

  private static Ruling revoked(String tier) {
    return Ruling.move(TierChangeKind.REVOKED, tier, null, "no qualifying purchase left");
  }

  /**
   * By rules 1 to 4.
   *
   * @param isOtherModel whether {@code belowSince} is by the model before: a grace begins anew
   * @param before the figures until now; null when there are none
   * @param loweredByRefund whether the assessment is made on a refund or cancellation that itself
   *     lowered the composite
   */
  Ruling judge(
      String tier,
      Instant belowSince,
      boolean isOtherModel,
      Assessment before,
      Assessment after,
      boolean loweredByRefund) {
    if (after.composite() == null) {
      return tier == null ? Ruling.stay(null) : revoked(tier);
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
    return below(current, isOtherModel ? null : belowSince, after);
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
