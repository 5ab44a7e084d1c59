package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What becomes of a customer's tier, for every quantity at once of what could be bought at an
 * instant.
 *
 * <p>More doesn't always mean a higher tier later. Where tiers are lost one by one it does: of two
 * customers of whom one meets all that the other does, the higher tier stays the higher one, and on
 * the same tier its grace can't have begun earlier, since what it can't keep the other can't keep
 * either. But where a fall is direct, more may enter a tier whose grace begins earlier, and ends
 * below the one that less has kept. And by their mean, more purchases may be worth less. So the
 * least quantity can't be bisected for.
 *
 * <p>But quantities differ only in which cut-offs and floors they meet at the instants at which
 * something changes, and these instants are the same for all. So whole stretches of them share a
 * tier and a grace, are assessed as one, and part where a cut-off comes between.
 */
final class BoughtNow {

  /** The quantities from one up to the next stretch, which are all the same until now. */
  private record Stretch(BigInteger from, String tier, Instant belowSince) {

    boolean isLike(Stretch other) {
      return Objects.equals(tier, other.tier) && Objects.equals(belowSince, other.belowSince);
    }
  }

  private final Fold fold;
  private final ScoringModel model;
  private final TierRules rules;
  private final Offer offer;
  private final PurchaseTotals one;
  private final Instant boughtAt;

  /** With the quantity 1, for everything but the tier. */
  private Standing standing;

  private Instant now;
  private List<Stretch> stretches;

  /**
   * At {@code at}, to which {@code before} has been advanced.
   *
   * @param before of a customer on its own, of whom nothing waits to be assessed
   * @param model by which it is judged, from now on
   */
  BoughtNow(Standing before, ScoringModel model, Instant at, Offer offer) {
    this.fold = new Fold(ModelTimeline.of(model), job -> Instant.MIN);
    this.model = model;
    this.rules = new TierRules(model.tiers(), model.downgrade());
    this.offer = offer;
    this.one = offer.totals(BigInteger.ONE);
    this.boughtAt = at;
    this.now = at;
    // No id of ours has a space.
    Order order = new Order("projected 1", 1, OrderStatus.PAID, one.net(), BigDecimal.ZERO, at, at);
    this.standing =
        fold.apply(before, new OrderFact(order, at), at, Cause.timePassed(null)).standing();
    Stretch all = new Stretch(BigInteger.ONE, before.tier(), before.belowSince());
    this.stretches = assessed(List.of(all), offer.isOneByOne());
  }

  /** Lets time pass until {@code to}. */
  void waitUntil(Instant to) {
    Instant next = nextChangeAt();
    while (next != null && !next.isAfter(to)) {
      now = next;
      standing = fold.advance(standing, now).standing();
      stretches = assessed(stretches, false);
      next = nextChangeAt();
    }
  }

  /** The least quantity that has such a tier now; null when none does. */
  BigInteger least(Predicate<String> tier) {
    return stretches.stream()
        .filter(stretch -> tier.test(stretch.tier()))
        .map(Stretch::from)
        .findFirst()
        .orElse(null);
  }

  private Instant nextChangeAt() {
    Instant next = standing.nextChangeAt();
    // What it holds up or down of other quantities nobody asks the standing of one.
    KnownPin pin = standing.facts().pin();
    if (pin != null && pin.pin().decides(now, model.tiers())) {
      next = earlier(next, pin.pin().until());
    }
    for (Stretch stretch : stretches) {
      Instant end =
          stretch.belowSince() == null
              ? null
              : stretch.belowSince().plus(model.downgrade().grace());
      next = end == null ? next : earlier(next, end);
    }
    return next;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one == null || other.isBefore(one) ? other : one;
  }

  private List<Stretch> assessed(List<Stretch> before, boolean isOneByOne) {
    Assessment least = Assessment.assess(standing.counted(), model, now);
    boolean counts = model.window() == null || boughtAt.isAfter(now.minus(model.window()));
    NavigableSet<BigInteger> cuts = counts ? cuts(least) : new TreeSet<>();
    List<Stretch> after = new ArrayList<>(before.size());
    for (int i = 0; i < before.size(); i++) {
      Stretch stretch = before.get(i);
      BigInteger end =
          i + 1 < before.size() ? before.get(i + 1).from() : offer.most().add(BigInteger.ONE);
      List<BigInteger> parts = new ArrayList<>(List.of(stretch.from()));
      parts.addAll(cuts.subSet(stretch.from(), false, end, false));
      Stretch last = stretch;
      for (BigInteger from : parts) {
        Assessment assessment = counts ? least.with(offer.totals(from).minus(one), model) : least;
        last = judged(isOneByOne ? last : stretch, from, assessment);
        if (after.isEmpty() || !after.get(after.size() - 1).isLike(last)) {
          after.add(last);
        }
      }
    }
    return after;
  }

  private NavigableSet<BigInteger> cuts(Assessment least) {
    PurchaseTotals others =
        new PurchaseTotals(least.frequency(), least.monetary().net()).minus(one);
    return offer.cuts(model, others).collect(Collectors.toCollection(TreeSet::new));
  }

  private Stretch judged(Stretch until, BigInteger from, Assessment assessment) {
    KnownPin pin = standing.facts().pin();
    TierRules.Ruling ruling =
        pin != null && pin.pin().decides(now, model.tiers())
            ? rules.pinned(until.tier(), until.belowSince(), pin.pin().tier(), model.tiers())
            : rules.judge(until.tier(), until.belowSince(), false, assessment, assessment, false);
    return new Stretch(from, ruling.tier(), ruling.belowSince());
  }
}
