package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.RateKey;
import io.tierstream.segmentation.persistence.OwnershipLostException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
   * @throws HistoryNeededException when a record must be folded alone; nothing was committed then
   */
  public Prepared fold(List<Received> records)
      throws SQLException, OwnershipLostException, HistoryNeededException {
    var subjects = new ArrayList<CommitPoint.Subject>(records.size());
    var rates = new HashMap<OwnedNumber, Set<RateKey>>();
    for (var record : records) {
      if (record.intake() instanceof Intake.RateSet set) {
        rates.computeIfAbsent(record.owned(), owned -> new HashSet<>()).add(set.key());
      }
      if (record.intake() instanceof Intake.OfCustomer intake) {
        subjects.add(new CommitPoint.Subject(record.owned(), intake.customerId()));
      }
    }
    var alone = records.size() == 1 ? records.get(0) : null;
    var prepared = commits.begin(subjects, rates, alone, clock.instant());
    for (var record : records) {
      prepared.fold(record);
    }
    commits.end(prepared);
    return prepared;
  }
}
