package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.CustomerAttributes;
import io.tierstream.segmentation.persistence.StoredLines;

/** What the topic has last of a customer's attributes, else what is stored. */
final class LatestAttributes {

  private CustomerAttributes attributes;
  private long version;
  private long known;
  private boolean isErased;
  private boolean isVersionLost;

  private LatestAttributes() {}

  /**
   * The highest version that the topic has, unless a higher one is stored, which it had.
   *
   * @param stored what the standing says; null when there is none
   * @param hasHistory whether any application was recorded
   */
  static LatestAttributes of(CustomerRecords records, StoredLines stored, boolean hasHistory) {
    var latest = new LatestAttributes();
    for (var read : records.all()) {
      if (read.intake() instanceof Intake.CustomerTaken taken
          && !latest.isErased
          && isTaken(records, read, taken, stored)
          && read.record().refusal() == null
          && taken.version() > latest.version) {
        latest.isErased = taken.isErased();
        latest.version = taken.version();
        latest.attributes = taken.isErased() ? CustomerAttributes.none() : taken.attributes();
      }
    }
    if (stored != null && stored.attributesVersion() > latest.version) {
      latest.version = stored.attributesVersion();
      latest.attributes = stored.attributes();
      latest.isVersionLost = true;
    }
    latest.known = known(latest, stored, hasHistory);
    return latest;
  }

  /** Of records whose dead letters aren't known it is the standing that says. */
  private static boolean isTaken(
      CustomerRecords records,
      CustomerRecords.Read read,
      Intake.CustomerTaken taken,
      StoredLines stored) {
    return records.isProven(read.place())
        || (records.isFolded(read.place())
            && stored != null
            && taken.version() <= stored.attributesVersion());
  }

  /** A standing that is gone has known what there was, if it ever was. */
  private static long known(LatestAttributes latest, StoredLines stored, boolean hasHistory) {
    if (stored == null) {
      return hasHistory ? latest.version : 0;
    }
    return stored.attributesVersion();
  }

  /** Null without any. */
  CustomerAttributes attributes() {
    return attributes;
  }

  /** 0 without attributes. */
  long version() {
    return version;
  }

  /** The version of the attributes that the standing has. */
  long known() {
    return known;
  }

  /** Whether the record that has them erased the customer. */
  boolean isErased() {
    return isErased;
  }

  /** Whether a higher version than all that are there has been compacted away. */
  boolean isVersionLost() {
    return isVersionLost;
  }
}
