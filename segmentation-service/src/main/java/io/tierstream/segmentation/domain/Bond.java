package io.tierstream.segmentation.domain;

/**
 * What becomes of a customer's facts by a merge, its end or an erasure; §4.
 *
 * <p>{@code version} is that of the merged, unmerged or erased customer by which it came.
 */
public sealed interface Bond {

  long version();

  /**
   * Whether {@code bond}, which may be null, is the end of a merge: the customer stands by its
   * history then, as if the merge had never been.
   */
  static boolean isEndOfMerge(Bond bond) {
    return bond instanceof Unmerged || bond instanceof GivenBack;
  }

  /** They count for another customer from now on. */
  record MergedInto(String survivor, long version) implements Bond {}

  /** They count for the customer again. */
  record Unmerged(String survivor, long version) implements Bond {}

  /** Those of a merged customer have all come, and count. */
  record Settled(String merged, long version) implements Bond {}

  /**
   * Those that came by a way no longer count.
   *
   * @param via the merged ids on that way, the nearest first, with slashes between them
   */
  record GivenBack(String via, long version) implements Bond {

    /** Whether what came by {@code way} is given back. */
    public boolean takes(String way) {
      return way.equals(via) || way.startsWith(via + Bonds.STEP);
    }
  }

  /** They count for nobody any more, and none is taken in. */
  record Erased(long version) implements Bond {}
}
