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

  /** Characters that one part comes to at most, so that it fits into a record of a megabyte. */
  private static final int CHARACTERS = 900_000;

  /** Those that a fact comes to at most when it is written, without its way. */
  private static final int OF_A_FACT = 700;

  public Transfer {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(cause, "cause");
    facts = List.copyOf(facts);
    at = Order.instant("at", at);
  }

  /**
   * As it goes on from {@code merged}, into whom its customer was merged before: cut into several
   * of the same part where the ways have become too long for one.
   */
  public List<Transfer> through(Standing merged) {
    List<Transfer> further = new ArrayList<>();
    List<List<Carried>> pieces =
        pieces(facts.stream().map(one -> new Carried(way(from, one.via()), one.fact())).toList());
    for (List<Carried> piece : pieces) {
      boolean isLastOfAll = isLast && further.size() == pieces.size() - 1;
      further.add(
          new Transfer(
              merged.customerId(), merged.bonds().version(), part, piece, isLastOfAll, at, cause));
    }
    return further;
  }

  /** The way of a fact from its own customer to the survivor. */
  public static String way(String from, String via) {
    return via == null ? from : from + Bonds.STEP + via;
  }

  /**
   * All orders and feedback of a merged customer, in parts: at least one, and the last says so. A
   * part carries at most {@link #CAPACITY} of them, and fewer that have come a long way.
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
    List<List<Carried>> pieces = pieces(all);
    for (List<Carried> piece : pieces) {
      int part = parts.size() + 1;
      parts.add(
          new Transfer(
              merged.customerId(),
              merged.bonds().version(),
              part,
              piece,
              part == pieces.size(),
              at,
              cause));
    }
    return parts;
  }

  /** As many as one part may carry, again and again; at least one, which may be empty. */
  private static List<List<Carried>> pieces(List<Carried> all) {
    List<List<Carried>> pieces = new ArrayList<>();
    List<Carried> piece = new ArrayList<>();
    int characters = 0;
    for (Carried one : all) {
      characters += characters(one);
      if (piece.size() == CAPACITY || (characters > CHARACTERS && !piece.isEmpty())) {
        pieces.add(piece);
        piece = new ArrayList<>();
        characters = characters(one);
      }
      piece.add(one);
    }
    pieces.add(piece);
    return pieces;
  }

  private static int characters(Carried one) {
    return OF_A_FACT + (one.via() == null ? 0 : one.via().length());
  }
}
