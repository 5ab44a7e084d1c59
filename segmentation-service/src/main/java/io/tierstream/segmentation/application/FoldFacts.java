package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.persistence.Commits;
import io.tierstream.segmentation.persistence.OwnershipLostException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.TreeSet;

/** Folds received records into the standings of their customers: one commit for all of them. */
@ApplicationScoped
public class FoldFacts {

  private final Commits commits;
  private final Announcements announcements;
  private final Clock clock;

  @Inject
  FoldFacts(Commits commits, Announcements announcements, Clock clock) {
    this.commits = commits;
    this.announcements = announcements;
    this.clock = clock;
  }

  /**
   * Folds and commits; the owners know it when this returns, publishing is left to the caller.
   *
   * @throws OwnershipLostException when the fence refuses; nothing is written or known then
   * @throws SQLException when nothing was committed; class 22 or 23 when a record is at fault
   */
  public Prepared fold(List<Received> records) throws SQLException, OwnershipLostException {
    var model = ScoringModel.standard();
    var missing = new TreeSet<String>();
    for (var record : records) {
      if (record.intake() instanceof Intake.OrderTaken order
          && record.owned().cached(order.customerId()) == null) {
        missing.add(order.customerId());
      }
    }
    var prepared =
        new Prepared(model, announcements, clock.instant(), commits.load(missing, model));
    records.forEach(prepared::fold);
    commits.write(prepared.rows());
    prepared.adopt();
    return prepared;
  }
}
