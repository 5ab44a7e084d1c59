package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.persistence.Commits;
import io.tierstream.segmentation.persistence.OwnershipLostException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.TreeSet;

/**
 * Where commits begin and end: with the customers they are about, and with their owners knowing.
 */
@ApplicationScoped
class CommitPoint {

  private final Commits commits;
  private final Announcements announcements;

  @Inject
  CommitPoint(Commits commits, Announcements announcements) {
    this.commits = commits;
    this.announcements = announcements;
  }

  /** A customer whom a commit is about. */
  record Subject(OwnedNumber owned, String customerId) {}

  /** Begins a commit about {@code subjects}: loads those whom their owners don't hold. */
  Prepared begin(Collection<Subject> subjects, Instant recordedAt) throws SQLException {
    var missing = new TreeSet<String>();
    for (var subject : subjects) {
      if (subject.owned().cached(subject.customerId()) == null) {
        missing.add(subject.customerId());
      }
    }
    var model = ScoringModel.standard();
    return new Prepared(model, announcements, recordedAt, commits.load(missing, model));
  }

  /**
   * Commits; the owners know it when this returns.
   *
   * @throws OwnershipLostException when the fence refuses; nothing is written or known then
   * @throws SQLException when nothing was committed
   */
  void end(Prepared prepared) throws SQLException, OwnershipLostException {
    commits.write(prepared.rows());
    prepared.adopt();
  }
}
