package io.tierstream.segmentation.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A part of a merged customer's facts, on its way to the survivor.
 *
 * @param from the merged customer
 * @param version of it, by which it was merged
 * @param part 1, 2, 3 … per merge
 * @param facts of this part
 * @param isLast whether all are assessed after this part
 * @param at when they were merged
 */
public record Transfer(
    String from,
    long version,
    int part,
    List<Carried> facts,
    boolean isLast,
    Instant at,
    Cause cause) {

  /**
   * A fact, and how it came to the merged customer.
   *
   * @param via the ids that were merged into that one, the nearest first, with slashes between
   *     them; null when the fact is its own
   */
  public record Carried(String via, Fact fact) {}

  /** Facts that one part carries at most. */
  public static final int CAPACITY = 500;

  public Transfer {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(cause, "cause");
    facts = List.copyOf(facts);
    at = Order.instant("at", at);
  }

  /** As it goes on from {@code merged}, into whom its customer was merged before. */
  public Transfer through(Standing merged) {
    return new Transfer(
        merged.customerId(),
        merged.bonds().version(),
        part,
        facts.stream().map(one -> new Carried(way(from, one.via()), one.fact())).toList(),
        isLast,
        at,
        cause);
  }

  /** The way of a fact from its own customer to the survivor. */
  public static String way(String from, String via) {
    return via == null ? from : from + Bonds.STEP + via;
  }

  /**
   * All orders and feedback of a merged customer, in parts: at least one, and the last says so.
   *
   * @param merged says by which merge
   * @param history all of the customer's applications, in order
   */
  public static List<Transfer> of(
      Standing merged, List<Application> history, Instant at, Cause cause) {
    Set<Long> known = new HashSet<>();
    merged.facts().orders().all().forEach(order -> known.add(order.ordinal()));
    merged.facts().feedback().all().forEach(feedback -> known.add(feedback.ordinal()));
    List<Carried> all =
        history.stream()
            .filter(application -> known.contains(application.ordinal()))
            .map(application -> new Carried(application.via(), application.fact()))
            .toList();
    List<Transfer> parts = new ArrayList<>();
    int from = 0;
    do {
      int to = Math.min(from + CAPACITY, all.size());
      parts.add(
          new Transfer(
              merged.customerId(),
              merged.bonds().version(),
              parts.size() + 1,
              all.subList(from, to),
              to == all.size(),
              at,
              cause));
      from = to;
    } while (from < all.size());
    return parts;
  }
}
