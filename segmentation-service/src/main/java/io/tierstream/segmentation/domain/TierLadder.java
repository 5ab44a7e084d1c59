package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The tiers of a model, lowest first, at most {@link #MOST}; the lowest is open to everybody with a
 * purchase.
 */
public record TierLadder(List<Tier> tiers) {

  /** More than anybody tells apart: a matrix of who moved has the square of it. */
  public static final int MOST = 50;

  public TierLadder {
    tiers = List.copyOf(tiers);
    require(!tiers.isEmpty(), "there must be a tier");
    require(tiers.size() <= MOST, "tiers must be at most " + MOST);
    Tier lowest = tiers.get(0);
    require(
        lowest.enter().compareTo(BigDecimal.ONE) <= 0
            && lowest.minMonetary() == null
            && lowest.minFrequency() == null,
        "the lowest tier must be open to everybody");
    Set<String> names = new HashSet<>();
    for (int i = 0; i < tiers.size(); i++) {
      require(names.add(tiers.get(i).name()), "tiers must have different names");
      require(
          i == 0
              || (tiers.get(i).enter().compareTo(tiers.get(i - 1).enter()) > 0
                  && tiers.get(i).keep().compareTo(tiers.get(i - 1).keep()) >= 0),
          "tiers must be ordered");
    }
  }

  /** The tier of this name; null for null. */
  Tier named(String name) {
    if (name == null) {
      return null;
    }
    for (Tier tier : tiers) {
      if (tier.name().equals(name)) {
        return tier;
      }
    }
    throw new IllegalArgumentException("no such tier: " + name);
  }

  /** Whether it has a tier of this name. */
  public boolean has(String name) {
    for (Tier tier : tiers) {
      if (tier.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** The tier above the one of this name, the lowest for null; null when there is none. */
  Tier above(String name) {
    int next = name == null ? 0 : rank(name) + 1;
    return next < tiers.size() ? tiers.get(next) : null;
  }

  /** How many tiers are below the one of this name. */
  int rank(String name) {
    return tiers.indexOf(named(name));
  }

  Tier highestAdmitting(Assessment assessment) {
    int i = tiers.size() - 1;
    while (!tiers.get(i).admits(assessment)) {
      i--;
    }
    return tiers.get(i);
  }

  /** The highest one under {@code tier} that would be kept. */
  Tier highestKeptBelow(Tier tier, Assessment assessment) {
    int i = tiers.indexOf(tier) - 1;
    while (!tiers.get(i).keeps(assessment)) {
      i--;
    }
    return tiers.get(i);
  }

  /** One step down from {@code tier}, which isn't the lowest. */
  Tier oneBelow(Tier tier) {
    return tiers.get(tiers.indexOf(tier) - 1);
  }

  boolean isAbove(Tier tier, Tier other) {
    return tiers.indexOf(tier) > tiers.indexOf(other);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
