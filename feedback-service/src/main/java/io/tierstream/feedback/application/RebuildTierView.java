package io.tierstream.feedback.application;

import io.tierstream.feedback.persistence.TierViewBuild;
import io.tierstream.feedback.persistence.TierViewBuild.State;
import io.tierstream.feedback.persistence.TierViewBuilds;
import io.tierstream.feedback.persistence.Tiers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import org.jboss.logging.Logger;

/** The view of tiers is thrown away and built again from the topic that has everybody's. */
@ApplicationScoped
public class RebuildTierView {

  private static final Logger LOG = Logger.getLogger(RebuildTierView.class);

  private final Tiers tiers;
  private final TierViewBuilds builds;
  private final Clock clock;

  RebuildTierView(Tiers tiers, TierViewBuilds builds, Clock clock) {
    this.tiers = tiers;
    this.builds = builds;
    this.clock = clock;
  }

  /** How far it is then; one that is running already goes on. */
  @Transactional
  public TierViewBuild rebuild() {
    var build = builds.locked();
    if (build.state() == State.RUNNING) {
      return build;
    }
    tiers.clear();
    builds.request(clock.instant());
    LOG.info("The view of tiers is cleared, to be built again");
    return builds.current();
  }
}
