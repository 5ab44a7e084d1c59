package io.tierstream.customer.application;

import io.tierstream.customer.persistence.TierRebuild;
import io.tierstream.customer.persistence.TierRebuilds;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** The view of customers' standings is to be built anew, from the topic that has everybody's. */
@ApplicationScoped
public class RebuildTierView {

  private final TierRebuilds rebuilds;

  RebuildTierView(TierRebuilds rebuilds) {
    this.rebuilds = rebuilds;
  }

  /** How far it is then; one that is running goes on. */
  @Transactional
  public TierRebuild rebuild() {
    rebuilds.request();
    return rebuilds.current();
  }

  /** How far it is. */
  @Transactional
  public TierRebuild find() {
    return rebuilds.current();
  }
}
