package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.Bonds;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.domain.Transfer;
import io.tierstream.segmentation.persistence.SharedFact;
import java.util.ArrayList;
import java.util.List;

/**
 * What merged customers and their survivors must have of each other, as one of them has it by a
 * history that was repeated to its end.
 */
final class SharedFacts {

  private final Standing standing;
  private final BroughtFacts facts;
  private final CustomerRecords records;

  SharedFacts(Standing standing, BroughtFacts facts, CustomerRecords records) {
    this.standing = standing;
    this.facts = facts;
    this.records = records;
  }

  /**
   * What the one that this customer was merged into must have of it; a line without a fact when it
   * has none, and nothing when it wasn't merged.
   */
  List<SharedFact> owed() {
    var bonds = standing.bonds();
    if (bonds.mergedInto() == null) {
      return List.of();
    }
    var owed = new ArrayList<SharedFact>();
    owed.add(owed(bonds, null, 0));
    for (var known : standing.facts().orders().all()) {
      var order = known.order();
      owed.add(owed(bonds, BroughtFacts.orderId(order.orderId()), order.version()));
    }
    for (var known : standing.facts().feedback().all()) {
      owed.add(owed(bonds, BroughtFacts.id(known.feedback()), known.feedback().version()));
    }
    return owed;
  }

  private SharedFact owed(Bonds bonds, String fact, long factVersion) {
    return new SharedFact(
        bonds.mergedInto(), standing.customerId(), bonds.version(), fact, factVersion, false);
  }

  /** What this customer has of those that were merged into it, or will have. */
  List<SharedFact> held() {
    var sources = standing.bonds().sources();
    var held = new ArrayList<SharedFact>();
    facts
        .carried()
        .forEach(
            (way, ofWay) -> {
              var merged = way.split("/", 2)[0];
              var isOwn = merged.equals(way) && sources.getOrDefault(merged, 0L) > 0;
              ofWay.forEach(
                  (id, fact) ->
                      held.add(
                          new SharedFact(
                              standing.customerId(),
                              merged,
                              sources.getOrDefault(merged, 0L),
                              id,
                              fact.version(),
                              isOwn)));
            });
    for (var read : records.all()) {
      if (!records.isFolded(read.place())) {
        held.addAll(onItsWay(read.intake()));
      }
    }
    return held;
  }

  /** What a survivor will have by a record that it has yet to fold. */
  static List<SharedFact> onItsWay(Intake intake) {
    if (intake instanceof Intake.FactsTransferred taken) {
      var transfer = taken.transfer();
      return onItsWay(taken.customerId(), transfer.from(), transfer.version(), transfer.facts());
    }
    if (intake instanceof Intake.FactForwarded taken) {
      return onItsWay(taken.customerId(), taken.from(), taken.version(), List.of(taken.carried()));
    }
    return List.of();
  }

  private static List<SharedFact> onItsWay(
      String survivor, String merged, long since, List<Transfer.Carried> facts) {
    return facts.stream()
        .map(Transfer.Carried::fact)
        .map(
            fact ->
                new SharedFact(
                    survivor, merged, since, BroughtFacts.id(fact), fact.version(), false))
        .toList();
  }
}
