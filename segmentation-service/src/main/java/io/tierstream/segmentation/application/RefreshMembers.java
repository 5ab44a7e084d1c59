package io.tierstream.segmentation.application;

import io.tierstream.segmentation.persistence.MemberRefresh;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;

/** What lists read is brought after what was folded. */
@ApplicationScoped
public class RefreshMembers {

  private static final int MOST = 10_000;

  private final MemberRefresh members;

  RefreshMembers(MemberRefresh members) {
    this.members = members;
  }

  /** Whether there may be more to bring after. */
  @Transactional(rollbackOn = SQLException.class)
  public boolean refresh() throws SQLException {
    return members.refresh(MOST) == MOST;
  }
}
