package io.tierstream.segmentation.persistence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the rows are that every commit updates. While any transaction on the server goes on, a
 * backup's or one that another service holds, their dead versions stay, and whoever searches for
 * the row passes all of them: after minutes a commit would take a hundred times as long. By its
 * address ({@code ctid}) a row is found at once. An address is only a hint: a statement asks of the
 * row all that it asks without, and who isn't met there is searched for. Safe for several threads.
 */
final class RowAddresses {

  /** By partition number for an ownership, by topic and number for a position. */
  private final Map<List<Object>, String> known = new ConcurrentHashMap<>();

  /** The rows of one commit, where they are and where it has moved them to. */
  final class OfCommit {

    private final Map<List<Object>, String> from;
    private final Map<List<Object>, String> to = new HashMap<>();

    private OfCommit(Map<List<Object>, String> from) {
      this.from = from;
    }

    /** What a statement says of {@code row} beside its key; nothing while it has to search. */
    String hint(String row, String given) {
      return isHinted() ? "%s.ctid = %s.address AND ".formatted(row, given) : "";
    }

    /** Null for one that is searched for. */
    String of(Claim claim) {
      return from.get(key(claim));
    }

    /** As above. */
    String of(PositionMove move) {
      return from.get(key(move));
    }

    /** The ownership is there once this commits. */
    void moved(int number, String address) {
      to.put(List.of(number), address);
    }

    /** As above, of a position. */
    void moved(String topic, int number, String address) {
      to.put(List.of(topic, number), address);
    }

    /** Whether the position was met where it was looked for. */
    boolean hasMoved(PositionMove move) {
      return to.containsKey(key(move));
    }

    /** It has committed. */
    void keep() {
      known.putAll(to);
    }

    /** Whether anything was looked for at an address, and may only have been elsewhere. */
    boolean isHinted() {
      return !from.isEmpty();
    }
  }

  /** All rows of {@code commit}, where all their addresses are known; else they're searched for. */
  OfCommit of(CommitRows commit) {
    var from = new HashMap<List<Object>, String>();
    commit.claims.forEach(claim -> from.put(key(claim), known.get(key(claim))));
    commit.positions.forEach(move -> from.put(key(move), known.get(key(move))));
    return from.containsValue(null) ? searched() : new OfCommit(from);
  }

  /** Rows that are searched for. */
  OfCommit searched() {
    return new OfCommit(Map.of());
  }

  private static List<Object> key(Claim claim) {
    return List.of(claim.number());
  }

  private static List<Object> key(PositionMove move) {
    return List.of(move.topic(), move.partition());
  }
}
