package io.tierstream.segmentation.application;

import io.tierstream.segmentation.persistence.CurrentStanding;
import io.tierstream.segmentation.persistence.MemberFilter;
import io.tierstream.segmentation.persistence.Members;
import io.tierstream.segmentation.persistence.StandingOrder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.List;

/** The members of tiers, segments and lifecycles are listed, page by page. */
@ApplicationScoped
public class FindMembers {

  private final Members members;

  FindMembers(Members members) {
    this.members = members;
  }

  /** At most {@code limit}, beginning behind {@code after}, or at the start for null. */
  @Transactional(rollbackOn = SQLException.class)
  public List<CurrentStanding> find(
      MemberFilter filter, StandingOrder order, StandingOrder.Position after, int limit)
      throws SQLException {
    return members.page(filter, order, after, limit);
  }
}
