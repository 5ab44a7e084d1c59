package io.tierstream.segmentation.application;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.tierstream.segmentation.SegmentationSettings;
import io.tierstream.segmentation.persistence.OwnershipLostException;
import io.tierstream.segmentation.persistence.Ownerships;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lets time pass for the customers whose standing changes by itself: one commit for a portion. */
@ApplicationScoped
public class SweepDue {

  private final Ownerships ownerships;
  private final CommitPoint commits;
  private final Clock clock;
  private final SegmentationSettings.Segmentation settings;

  @Inject
  SweepDue(Ownerships ownerships, CommitPoint commits, Clock clock, SegmentationSettings settings) {
    this.ownerships = ownerships;
    this.commits = commits;
    this.clock = clock;
    this.settings = settings.segmentation();
  }

  /**
   * Sweeps a portion, up to each number's low-water mark; also marks what the broker has
   * acknowledged.
   *
   * @return what was committed; empty when nobody is due and nothing is to be marked
   * @throws OwnershipLostException when the fence refuses; nothing is written or known then
   * @throws SQLException when nothing was committed
   */
  public Optional<Prepared> sweep(Collection<OwnedNumber> numbers)
      throws SQLException, OwnershipLostException {
    var now = clock.instant();
    var until = new HashMap<Integer, Instant>();
    for (var owned : numbers) {
      var mark = owned.lowWaterMark(settings.lowWaterMargin());
      if (mark != null) {
        // A record may be stamped a little ahead of the clock; time passes by the clock only.
        until.put(owned.number(), mark.isAfter(now) ? now : mark);
      }
    }
    var byNumber = numbers.stream().collect(toMap(OwnedNumber::number, identity()));
    var importing =
        numbers.stream().filter(OwnedNumber::isImporting).map(OwnedNumber::number).toList();
    var due = due(until, byNumber, importing);
    var unmarked = numbers.stream().filter(OwnedNumber::isUnmarked).toList();
    if (due.isEmpty() && unmarked.isEmpty()) {
      return Optional.empty();
    }
    var subjects =
        due.stream()
            .map(one -> new CommitPoint.Subject(byNumber.get(one.number()), one.customerId()))
            .toList();
    var prepared = commits.begin(subjects, now);
    for (var one : due) {
      prepared.advance(byNumber.get(one.number()), one.customerId(), until.get(one.number()));
    }
    unmarked.forEach(prepared::claim);
    commits.end(prepared);
    return Optional.of(prepared);
  }

  /**
   * Marks what the broker has acknowledged, where there is something; who has to leave does that.
   *
   * @throws OwnershipLostException when the fence refuses one of them; nothing is marked then
   * @throws SQLException when nothing was marked
   */
  public void mark(Collection<OwnedNumber> numbers) throws SQLException, OwnershipLostException {
    var unmarked = numbers.stream().filter(OwnedNumber::isUnmarked).toList();
    if (!unmarked.isEmpty()) {
      var prepared = commits.begin(List.of(), clock.instant());
      unmarked.forEach(prepared::claim);
      commits.end(prepared);
    }
  }

  /**
   * Whose standing changes by itself; while there are none, who is to be judged by another model.
   */
  private List<Ownerships.Due> due(
      Map<Integer, Instant> until, Map<Integer, OwnedNumber> byNumber, List<Integer> importing)
      throws SQLException {
    if (until.isEmpty()) {
      return List.of();
    }
    var due = ownerships.due(until, importing, settings.sweepBatch());
    if (!due.isEmpty()) {
      return due;
    }
    var older = new HashMap<Integer, Collection<Integer>>();
    until.forEach(
        (number, instant) -> {
          var models = byNumber.get(number).models().olderAt(instant);
          if (!models.isEmpty()) {
            older.put(number, models);
          }
        });
    return older.isEmpty()
        ? List.of()
        : ownerships.outdated(until, older, importing, settings.sweepBatch());
  }
}
