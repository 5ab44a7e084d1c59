package io.tierstream.segmentation.application;

import io.tierstream.segmentation.application.CustomerRecords.Place;
import io.tierstream.segmentation.domain.Bond;
import io.tierstream.segmentation.domain.Fact;
import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.persistence.FactLines;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The facts as the records bring them, kept without any fold: the highest version of each, the
 * customer's own and those that came by merges.
 */
final class BroughtFacts {

  /** A version of an order, feedback or pin that was folded. */
  private record Folded(long offset, long version) {}

  private final Map<String, List<Folded>> folded = new HashMap<>();
  private final Map<String, Fact> highest = new HashMap<>();

  /** By the way that they came. */
  private final Map<String, Map<String, Fact>> carried = new HashMap<>();

  /**
   * A fact of the customer's own was folded of the record at {@code place}.
   *
   * @param fact null when the record brought none
   */
  void folded(Place place, Fact fact) {
    if (fact == null) {
      return;
    }
    folded
        .computeIfAbsent(thing(place, fact), id -> new ArrayList<>(2))
        .add(new Folded(place.offset(), fact.version()));
    brought(place, fact);
  }

  /** The record at {@code place} brings a fact of the customer's own, folded or not. */
  void brought(Place place, Fact fact) {
    highest.merge(thing(place, fact), fact, BroughtFacts::higher);
  }

  /** A merged customer's fact came by {@code way}. */
  void carried(String way, Fact fact) {
    carried.computeIfAbsent(way, id -> new HashMap<>()).merge(id(fact), fact, BroughtFacts::higher);
  }

  void givenBack(Bond.GivenBack back) {
    carried.keySet().removeIf(back::takes);
  }

  /** Whether a version as high had been folded before. */
  boolean isStale(Place place, Fact fact) {
    return folded.getOrDefault(thing(place, fact), List.of()).stream()
        .anyMatch(one -> one.offset() < place.offset() && one.version() >= fact.version());
  }

  /** Those of merged customers: by the way that they came, and by id. */
  Map<String, Map<String, Fact>> carried() {
    return carried;
  }

  /** The customer's own, and what came by merges that haven't ended. */
  Collection<Fact> all() {
    var all = new HashMap<String, Fact>();
    for (var fact : highest.values()) {
      all.merge(id(fact), fact, BroughtFacts::higher);
    }
    for (var ofWay : carried.values()) {
      ofWay.forEach((id, fact) -> all.merge(id, fact, BroughtFacts::higher));
    }
    return all.values();
  }

  /** What an order, feedback or pin is called among a customer's facts. */
  static String id(Fact fact) {
    if (fact instanceof OrderFact taken) {
      return orderId(taken.order().orderId());
    }
    return (fact instanceof Feedback ? "feedback " : "") + FactLines.of(fact).id();
  }

  /** The same of an order. */
  static String orderId(String orderId) {
    return "order " + orderId;
  }

  /** Orders, feedback and pins come by topics of their own. */
  private static String thing(Place place, Fact fact) {
    return place.topic() + " " + FactLines.of(fact).id();
  }

  /** Of two equal versions the one that was known first. */
  private static Fact higher(Fact one, Fact other) {
    return other.version() > one.version() ? other : one;
  }
}
