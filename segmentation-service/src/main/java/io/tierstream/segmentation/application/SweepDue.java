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
   * @param most customers at once
   * @return what was committed; empty when nobody is due and nothing is to be marked
   * @throws OwnershipLostException when the fence refuses; nothing is written or known then
   * @throws SQLException when nothing was committed
   */
  public Optional<Prepared> sweep(Collection<OwnedNumber> numbers, int most)
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
    return commit(numbers, due(numbers, until, most), until, now);
  }

  /**
   * Marks what the broker has acknowledged, where there is something; who has to leave does that.
   *
   * @throws OwnershipLostException when the fence refuses one of them; nothing is marked then
   * @throws SQLException when nothing was marked
   */
  public void mark(Collection<OwnedNumber> numbers) throws SQLException, OwnershipLostException {
    commit(numbers, List.of(), Map.of(), clock.instant());
  }

  private Optional<Prepared> commit(
      Collection<OwnedNumber> numbers,
      List<Ownerships.Due> due,
      Map<Integer, Instant> until,
      Instant now)
      throws SQLException, OwnershipLostException {
    var unmarked = numbers.stream().filter(OwnedNumber::isUnmarked).toList();
    if (due.isEmpty() && unmarked.isEmpty()) {
      return Optional.empty();
    }
    var byNumber = byNumber(numbers);
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

  private static Map<Integer, OwnedNumber> byNumber(Collection<OwnedNumber> numbers) {
    return numbers.stream().collect(toMap(OwnedNumber::number, identity()));
  }

  /**
   * Whose standing changes by itself; while there are none, who is to be judged by another model.
   */
  private List<Ownerships.Due> due(
      Collection<OwnedNumber> numbers, Map<Integer, Instant> until, int most) throws SQLException {
    if (until.isEmpty()) {
      return List.of();
    }
    var importing =
        numbers.stream().filter(OwnedNumber::isImporting).map(OwnedNumber::number).toList();
    var due = ownerships.due(until, importing, most);
    if (!due.isEmpty()) {
      return due;
    }
    var byNumber = byNumber(numbers);
    var older = new HashMap<Integer, Collection<Integer>>();
    until.forEach(
        (number, instant) -> {
          var models = byNumber.get(number).models().olderAt(instant);
          if (!models.isEmpty()) {
            older.put(number, models);
          }
        });
    return older.isEmpty() ? List.of() : ownerships.outdated(until, older, importing, most);
  }
}
