package io.tierstream.feedback.domain;

import java.util.Map;

/**
 * How urgent complaints are, by their customer's tier.
 *
 * @param byTier the tiers that have a rule of their own
 * @param otherwise for customers of other tiers, and of none
 */
public record Urgencies(Map<String, Urgency> byTier, Urgency otherwise) {

  public Urgencies {
    byTier = Map.copyOf(byTier);
  }

  /** That of {@code tier}, which is null for a customer without one. */
  public Urgency of(String tier) {
    return tier == null ? otherwise : byTier.getOrDefault(tier, otherwise);
  }
}
