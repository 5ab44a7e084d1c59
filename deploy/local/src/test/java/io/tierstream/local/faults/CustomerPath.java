package io.tierstream.local.faults;

import io.tierstream.local.faults.Content.CustomerContent;
import io.tierstream.local.faults.Content.OrderContent;
import io.tierstream.local.faults.Finding.Part;
import io.tierstream.local.faults.Recorded.ApplicationRow;
import io.tierstream.local.faults.Recorded.CustomerRows;
import io.tierstream.segmentation.domain.RecordedOracle;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** The recorded applications of one customer, followed by the oracle. */
final class CustomerPath {
  private final Everybody everybody;
  private final CustomerFacts customer;
  private final CustomerRows rows;
  private final CustomerFindings findings;

  /** What stands where, {@code orders@7}. */
  private final Map<String, Told> places = new HashMap<>();

  /** Of each topic, from where something was taken in last. */
  private final Map<String, Long> offsets = new HashMap<>();

  /** Of each order, feedback and pin, the highest version that was taken in. */
  private final Map<String, Long> heard = new HashMap<>();

  CustomerPath(
      Everybody everybody, CustomerFacts customer, CustomerRows rows, CustomerFindings findings) {
    this.everybody = everybody;
    this.customer = customer;
    this.rows = rows;
    this.findings = findings;
  }

  /**
   * What depends on the path follows from the applications in their order.
   *
   * @param risks that were published
   */
  void check(List<RecordedOracle.Risk> risks) {
    var standing = rows.standing();
    if (standing == null) {
      if (!rows.applications().isEmpty() || !rows.changes().isEmpty()) {
        findings.add(Part.PATH, "standing", "one", "none beside applications or tier changes");
      } else {
        // Letters there may be all the same.
        replayed();
      }
      return;
    }
    var oracle = replayed();
    if (oracle == null) {
      ignoreLetters();
      return;
    }
    new CustomerHistory(customer, findings).check(oracle, rows.changes());
    if (standing.asOf() != null && standing.asOf().isBefore(everybody.askedAt())) {
      findings.compare(Part.PATH, "model", everybody.modelInForce(), standing.model());
    }
    var last = rows.lastChange();
    findings.compare(Part.PATH, "tier", oracle.tier(), standing.tier());
    findings.compare(Part.PATH, "belowSince", oracle.belowSince(), standing.belowSince());
    findings.compare(Part.PATH, "sequence", (long) oracle.changes().size(), standing.sequence());
    findings.compare(Part.PATH, "asOf", oracle.asOf(), standing.asOf());
    findings.compare(Part.PATH, "nextChangeAt", oracle.nextChange(), standing.nextChangeAt());
    findings.compare(Part.PATH, "ordinal", (long) rows.applications().size(), standing.ordinal());
    findings.compare(
        Part.PATH, "since", last == null ? null : last.effectiveAt(), standing.since());
    findings.compare(Part.PUBLISHED, "tier.at-risk events", oracle.risks(), risks);
  }

  /** Null when the applications can't be followed; that is found then. */
  private RecordedOracle replayed() {
    var told = customer.told();
    told.forEach(one -> places.put(one.topic() + "@" + one.offset(), one));
    int partition = told.isEmpty() ? 0 : told.get(0).partition();
    var oracle =
        new RecordedOracle(everybody.model(1), everybody.jobs().getOrDefault(partition, Map.of()));
    var models = new ArrayDeque<>(everybody.laterModels());
    var model = 1;
    for (var row : rows.applications()) {
      while (model != row.model() && !models.isEmpty()) {
        var published = models.remove();
        oracle.publish(published.model(), published.effectiveAt());
        model = published.model().number();
      }
      if (row.offset() == null) {
        oracle.waitUntil(row.at());
      } else if (!hear(row, oracle)) {
        return null;
      }
      var applied = oracle.applied();
      var ordinal = row.ordinal();
      var expected = ordinal > applied.size() ? null : applied.get((int) ordinal - 1);
      if (!row.applied().equals(expected)) {
        findings.add(Part.PATH, "application " + ordinal, expected, row.applied());
        return null;
      }
    }
    findings.compare(
        Part.PATH, "applications", oracle.applied().size(), rows.applications().size());
    checkHeard();
    checkLetters();
    return oracle;
  }

  /**
   * Tells the oracle what was applied.
   *
   * @return whether it could be told; where not, that is found
   */
  private boolean hear(ApplicationRow row, RecordedOracle oracle) {
    var what = "application " + row.ordinal();
    var source = "%s@%d".formatted(row.topic(), row.offset());
    var one = places.get(source);
    var fact = one == null ? null : customer.fact(one);
    if (fact == null || !RecordedOracle.eventOf(fact).equals(row.fact())) {
      findings.add(Part.PATH, what + " from " + source, row.fact(), one);
      return false;
    }
    findings.compare(Part.PATH, what + ": event", one.eventId(), row.eventId());
    var before = offsets.put(row.topic(), row.offset());
    if (before != null && before >= row.offset()) {
      findings.add(Part.PATH, what + " from " + source, "an offset above " + before, row.offset());
    }
    if (!oracle.hear(fact, one.timestamp(), one.backfill())) {
      findings.add(
          Part.PATH, what + " from " + source, "nothing, it is an old version", row.fact());
      return false;
    }
    heard.merge(one.topic() + " " + one.id(), one.version(), Math::max);
    return true;
  }

  private long heardOf(Told one) {
    return heard.getOrDefault(one.topic() + " " + one.id(), 0L);
  }

  /** Each fact was taken in, or an old version, or waits for its rate. */
  private void checkHeard() {
    customer
        .facts()
        .forEach(
            (key, one) -> {
              if (one.content() instanceof CustomerContent) {
                return;
              }
              long known = heardOf(one);
              boolean canBe = customer.fact(one) != null;
              if (canBe && known < key.version()) {
                findings.add(Part.PATH, key + " at " + one.place(), "taken in", "version " + known);
              } else if (!canBe && known == key.version()) {
                findings.add(
                    Part.PATH, key + " at " + one.place(), "waiting for its rate", "taken in");
              }
            });
  }

  /** What couldn't be taken in without its rate is a dead letter, and parked until it comes. */
  private void checkLetters() {
    var applied = new HashSet<String>();
    rows.applications().forEach(row -> applied.add(row.topic() + "@" + row.offset()));
    places.forEach(
        (source, one) -> {
          if (!(one.content() instanceof OrderContent order)
              || order.currency().equals(everybody.baseCurrency())
              || order.paidAt() == null) {
            return;
          }
          boolean isLetter = everybody.unfoldable().remove(one.place());
          boolean isStale = heardOf(one) >= one.version();
          if (isLetter == applied.contains(source) && (isLetter || !isStale)) {
            findings.add(
                Part.LETTERS,
                one.key() + " at " + one.place(),
                "taken in or a dead letter",
                isLetter ? "both" : "neither");
          }
          boolean isParked = everybody.parked().remove(one.place());
          boolean isWithoutRate = everybody.rate(order) == null;
          if (isParked && (!isLetter || !isWithoutRate)) {
            findings.add(Part.LETTERS, one.key() + " at " + one.place(), "not parked", "parked");
          } else if (!isParked && isLetter && isWithoutRate) {
            findings.add(Part.LETTERS, one.key() + " at " + one.place(), "parked", "not parked");
          }
        });
  }

  /** Where nothing can be said of what waits. */
  private void ignoreLetters() {
    customer
        .told()
        .forEach(
            one -> {
              everybody.unfoldable().remove(one.place());
              everybody.parked().remove(one.place());
            });
  }

  /** What is known of a path that can't be followed: merges lead it. */
  void checkForm() {
    ignoreLetters();
    ApplicationRow before = null;
    for (var row : rows.applications()) {
      long ordinal = before == null ? 1 : before.ordinal() + 1;
      findings.compare(Part.PATH, "application", ordinal, row.ordinal());
      if (before != null && before.at().isAfter(row.at())) {
        findings.add(Part.PATH, "application " + ordinal, "not before " + before.at(), row.at());
      }
      if (row.offset() != null) {
        var last = offsets.put(row.topic(), row.offset());
        // One record may bring many facts.
        if (last != null && (row.isBond() ? last > row.offset() : last >= row.offset())) {
          findings.add(
              Part.PATH,
              "application %d from %s@%d".formatted(ordinal, row.topic(), row.offset()),
              "an offset above " + last,
              row.offset());
        }
      }
      before = row;
    }
    var standing = rows.standing();
    if (standing != null) {
      var last = rows.lastChange();
      findings.compare(Part.PATH, "ordinal", (long) rows.applications().size(), standing.ordinal());
      findings.compare(Part.PATH, "sequence", (long) rows.changes().size(), standing.sequence());
      findings.compare(Part.PATH, "tier", last == null ? null : last.to(), standing.tier());
    }
  }
}
