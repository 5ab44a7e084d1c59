package io.tierstream.segmentation.application;

import io.tierstream.segmentation.persistence.CurrentStanding;
import io.tierstream.segmentation.persistence.Grouping;
import io.tierstream.segmentation.persistence.StandingOrder;
import io.tierstream.segmentation.persistence.Standings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The members of tiers, segments and lifecycles are listed, page by page. */
@ApplicationScoped
public class FindMembers {

  private final Standings standings;

  FindMembers(Standings standings) {
    this.standings = standings;
  }

  /** At most {@code limit}, beginning behind {@code after}, or at the start for null. */
  @Transactional
  public List<CurrentStanding> find(
      Map<Grouping, Optional<String>> filter,
      StandingOrder order,
      StandingOrder.Position after,
      int limit) {
    return standings.page(filter, order, after, limit);
  }
}
