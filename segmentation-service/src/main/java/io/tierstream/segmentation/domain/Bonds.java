package io.tierstream.segmentation.domain;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Whose facts a standing is made of, and for whom its own count; §4. Immutable.
 *
 * @param mergedInto the customer for whom they count; null when it is the customer
 * @param version of the merge; 0 without one
 * @param isErased whether they count for nobody any more
 * @param sources the customers whose facts came by a merge, and its version; below zero the version
 *     by which they were given back
 * @param gatheredAt the latest instant of facts that wait to be assessed with others on their way;
 *     null when none wait
 */
public record Bonds(
    String mergedInto,
    long version,
    boolean isErased,
    Map<String, Long> sources,
    Instant gatheredAt) {

  static final String STEP = "/";

  private static final Bonds NONE = new Bonds(null, 0, false, Map.of(), null);

  public Bonds {
    sources = Map.copyOf(Objects.requireNonNull(sources, "sources"));
  }

  /** Of a customer on its own. */
  public static Bonds none() {
    return NONE;
  }

  /** Whether the customer's facts count for the customer. */
  public boolean isOnItsOwn() {
    return mergedInto == null && !isErased;
  }

  /** Whether facts wait to be assessed with others that are on their way. */
  public boolean isUnsettled() {
    return gatheredAt != null;
  }

  /** Whether what {@code from} sends since its version {@code version} is still to be taken in. */
  public boolean isOpen(String from, long version) {
    Long known = sources.get(from);
    return known == null || (known > 0 ? version >= known : version > -known);
  }

  /** Whether facts of {@code from} have come by this version of it. */
  public boolean isKnown(String from, long version) {
    Long known = sources.get(from);
    return known != null && known == version;
  }

  /** Whether there is a merge that {@code end} could be the end of. */
  public boolean canEnd(Bond end) {
    if (end instanceof Bond.GivenBack back) {
      int step = back.via().indexOf(STEP);
      Long known = sources.get(step < 0 ? back.via() : back.via().substring(0, step));
      return known != null && known > 0 && (step >= 0 || back.version() > known);
    }
    return mergedInto != null && end.version() > version;
  }

  Bonds with(Bond bond) {
    if (bond instanceof Bond.MergedInto merged) {
      return new Bonds(merged.survivor(), merged.version(), false, sources, null);
    }
    if (bond instanceof Bond.Unmerged) {
      return new Bonds(null, 0, false, sources, null);
    }
    if (bond instanceof Bond.Settled settled) {
      return new Bonds(
          mergedInto, version, isErased, sources(settled.merged(), settled.version()), null);
    }
    if (bond instanceof Bond.GivenBack back) {
      // What came by a longer way is given back by the nearest, which stays a source.
      return new Bonds(
          mergedInto,
          version,
          isErased,
          back.via().contains(STEP) ? sources : sources(back.via(), -back.version()),
          null);
    }
    return new Bonds(null, 0, true, Map.of(), null);
  }

  /** With a fact that waits since {@code at}. */
  Bonds gathering(Instant at) {
    Instant latest = gatheredAt == null || at.isAfter(gatheredAt) ? at : gatheredAt;
    return new Bonds(mergedInto, version, isErased, sources, latest);
  }

  private Map<String, Long> sources(String from, long sinceVersion) {
    Map<String, Long> more = new TreeMap<>(sources);
    more.put(from, sinceVersion);
    return more;
  }
}
