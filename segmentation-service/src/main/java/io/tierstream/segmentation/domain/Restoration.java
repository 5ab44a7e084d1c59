package io.tierstream.segmentation.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * What is left of a customer's history without a merge that has ended: the applications that are
 * still the customer's, and the facts that they leave.
 *
 * @param beforeTheMerge those before any merge, which stay as they were, time's included
 * @param sinceTheMerge the facts since then, and what was assessed together
 */
record Restoration(List<Application> beforeTheMerge, List<Application> sinceTheMerge, Facts facts) {

  /**
   * After {@code end} of a merge.
   *
   * @param history all applications until then, in order
   */
  static Restoration of(List<Application> history, Bond end) {
    List<Application> left = new ArrayList<>();
    for (Application application : history) {
      if (application.bond() instanceof Bond.GivenBack back) {
        giveBack(left, back);
      }
      left.add(application);
    }
    if (end instanceof Bond.GivenBack back) {
      giveBack(left, back);
    }
    int same = 0;
    while (same < left.size()
        && left.get(same).ordinal() == same + 1
        && !isWithoutOwnFacts(left.get(same).bond())) {
      same++;
    }
    List<Application> since =
        left.subList(same, left.size()).stream()
            .filter(one -> one.fact() != null || one.bond() instanceof Bond.Settled)
            .toList();
    return new Restoration(List.copyOf(left.subList(0, same)), since, facts(left));
  }

  private static void giveBack(List<Application> left, Bond.GivenBack back) {
    left.removeIf(one -> one.via() != null && back.takes(one.via()));
  }

  /** From a merge of the customer's own until its end nothing was assessed by the facts. */
  private static boolean isWithoutOwnFacts(Bond bond) {
    return bond instanceof Bond.MergedInto || Bond.isEndOfMerge(bond);
  }

  /** Each with the ordinal that it was recorded by. */
  private static Facts facts(List<Application> left) {
    Facts facts = Facts.none();
    for (Application one : left) {
      if (one.fact() != null) {
        Known known = one.fact().knownIn(facts);
        if (known == null || known.version() < one.fact().version()) {
          facts = one.fact().addedTo(facts, one.ordinal());
        }
      }
    }
    return facts;
  }
}
