package io.tierstream.segmentation.domain;

/** How a tier changed. */
public enum TierChangeKind {
  /** Into a tier with the first qualifying purchase. */
  INITIAL,
  UPGRADE,
  DOWNGRADE,
  /** Out of all tiers with the last qualifying purchase lost. */
  REVOKED
}
