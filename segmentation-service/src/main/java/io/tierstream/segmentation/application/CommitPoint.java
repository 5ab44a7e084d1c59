package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.Application;
import io.tierstream.segmentation.domain.RateKey;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.persistence.Commits;
import io.tierstream.segmentation.persistence.OwnershipLostException;
import io.tierstream.segmentation.persistence.ParkedRecord;
import io.tierstream.segmentation.persistence.StoredCustomer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;

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

  /** As below; about no rates. */
  Prepared begin(Collection<Subject> subjects, Instant recordedAt) throws SQLException {
    return begin(subjects, Map.of(), null, recordedAt);
  }

  /**
   * Begins a commit about {@code subjects}: loads those whom their owners don't hold, and what
   * waits for {@code rates}.
   *
   * @param alone the one record that it is about, whose customer's history is loaded if need be;
   *     null when there are several
   */
  Prepared begin(
      Collection<Subject> subjects,
      Map<OwnedNumber, Set<RateKey>> rates,
      Received alone,
      Instant recordedAt)
      throws SQLException {
    var missing = new TreeSet<String>();
    for (var subject : subjects) {
      if (subject.owned().cached(subject.customerId()) == null) {
        missing.add(subject.customerId());
      }
    }
    var waiting = new HashMap<OwnedNumber, List<ParkedRecord>>();
    for (var ofOwner : rates.entrySet()) {
      var owned = ofOwner.getKey();
      waiting.put(owned, commits.parked(owned.number(), ofOwner.getValue()));
    }
    var loaded = commits.load(missing, models(subjects));
    return new Prepared(
        announcements, recordedAt, subjects.size(), loaded, waiting, histories(alone, loaded));
  }

  private Map<String, List<Application>> histories(
      Received alone, Map<String, StoredCustomer> loaded) throws SQLException {
    if (alone == null || !(alone.intake() instanceof Intake.OfCustomer intake)) {
      return Map.of();
    }
    var customerId = intake.customerId();
    var cached = alone.owned().cached(customerId);
    var known = cached == null ? loaded.get(customerId) : cached;
    var standing = known == null ? Standing.unknown(customerId) : known.standing();
    return intake.needsHistoryOf(standing)
        ? Map.of(customerId, commits.history(customerId))
        : Map.of();
  }

  /** Those that the owners have heard of; of one number there is only one. */
  private static IntFunction<ScoringModel> models(Collection<Subject> subjects) {
    var models = new HashMap<Integer, ScoringModel>();
    subjects.stream()
        .map(Subject::owned)
        .distinct()
        .flatMap(owned -> owned.models().models().stream())
        .forEach(one -> models.put(one.model().number(), one.model()));
    return models::get;
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
