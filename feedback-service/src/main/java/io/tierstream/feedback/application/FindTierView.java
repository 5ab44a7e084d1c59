package io.tierstream.feedback.application;

import io.tierstream.feedback.persistence.TierViewBuild;
import io.tierstream.feedback.persistence.TierViewBuilds;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** How far the view of tiers is built is looked up. */
@ApplicationScoped
public class FindTierView {

  private final TierViewBuilds builds;

  FindTierView(TierViewBuilds builds) {
    this.builds = builds;
  }

  /** As it is now. */
  @Transactional
  public TierViewBuild find() {
    return builds.current();
  }
}
