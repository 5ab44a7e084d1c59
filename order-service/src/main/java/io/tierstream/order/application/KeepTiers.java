package io.tierstream.order.application;

import io.tierstream.order.domain.SeenTier;
import io.tierstream.order.persistence.Tiers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/** Customers are seen to have other tiers than before. */
@ApplicationScoped
public class KeepTiers {

  private final Tiers tiers;

  KeepTiers(Tiers tiers) {
    this.tiers = tiers;
  }

  /** Takes over what is newer than what is known; old news and repeats change nothing. */
  @Transactional
  public void keep(List<SeenTier> seen) {
    tiers.take(seen);
  }
}
