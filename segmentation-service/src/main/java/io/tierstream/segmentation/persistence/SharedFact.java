package io.tierstream.segmentation.persistence;

/**
 * A version of a fact that a merged customer shares with the one that it was merged into.
 *
 * @param since version of the merged customer, by which it was merged
 * @param fact its id, and what it is
 * @param isOwn whether it is the merged customer's own, and came to it by no other merge
 */
public record SharedFact(
    String survivor, String merged, long since, String fact, long version, boolean isOwn) {}
