package io.tierstream.segmentation.domain;

import java.time.Instant;
import java.util.Objects;

/**
 * Where a customer stands, and all that is needed to go on from there; §4.
 *
 * @param tier by name; null without a qualifying purchase
 * @param assessment the last one made; null before the first
 * @param tierSince instant of the last tier change; null before the first
 * @param belowSince since when the tier can't be kept; null while it can
 * @param sequence number of the last tier change, 0 before the first
 * @param nextChangeAt when something changes if nothing else happens; null: never
 * @param ordinal of the last application, 0 before the first
 * @param model number of the one it was last assessed by; 0 before the first
 * @param backfill the import job that brought the last fact; null when it was live
 * @param bonds for whom the facts count
 */
public record Standing(
    String customerId,
    Facts facts,
    String tier,
    Assessment assessment,
    Instant tierSince,
    Instant belowSince,
    long sequence,
    Instant nextChangeAt,
    long ordinal,
    int model,
    String backfill,
    Bonds bonds) {

  public Standing {
    Objects.requireNonNull(customerId, "customerId");
    Objects.requireNonNull(facts, "facts");
    Objects.requireNonNull(bonds, "bonds");
  }

  /** Of whom nothing is known yet. */
  public static Standing unknown(String customerId) {
    return new Standing(
        customerId, Facts.none(), null, null, null, null, 0, null, 0, 0, null, Bonds.none());
  }

  /** The facts that count for this customer: none once it was merged into another. */
  public Facts counted() {
    return bonds.isOnItsOwn() ? facts : Facts.none();
  }

  /** The instant of the last assessment; null before the first. */
  public Instant asOf() {
    return assessment == null ? null : assessment.at();
  }
}
