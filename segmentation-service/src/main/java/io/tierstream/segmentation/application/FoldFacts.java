package io.tierstream.segmentation.application;

import io.tierstream.segmentation.persistence.OwnershipLostException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Folds received records into the standings of their customers: one commit for all of them. */
@ApplicationScoped
public class FoldFacts {

  private final CommitPoint commits;
  private final Clock clock;

  @Inject
  FoldFacts(CommitPoint commits, Clock clock) {
    this.commits = commits;
    this.clock = clock;
  }

  /**
   * Folds and commits; the owners know it when this returns, publishing is left to the caller.
   *
   * @throws OwnershipLostException when the fence refuses; nothing is written or known then
   * @throws SQLException when nothing was committed; class 22 or 23 when a record is at fault
   */
  public Prepared fold(List<Received> records) throws SQLException, OwnershipLostException {
    var subjects = new ArrayList<CommitPoint.Subject>(records.size());
    for (var record : records) {
      if (record.intake() instanceof Intake.OfCustomer intake) {
        subjects.add(new CommitPoint.Subject(record.owned(), intake.customerId()));
      }
    }
    var prepared = commits.begin(subjects, clock.instant());
    records.forEach(prepared::fold);
    commits.end(prepared);
    return prepared;
  }
}
