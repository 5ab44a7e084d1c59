package io.tierstream.segmentation.domain;

import static java.time.temporal.ChronoUnit.MICROS;

import java.time.Duration;

/**
 * The ages of the latest qualifying purchase at which a customer is no longer new, falls dormant,
 * and is given up.
 */
public record LifecycleAges(Duration settled, Duration dormant, Duration churned) {
  public LifecycleAges {
    settled = settled.truncatedTo(MICROS);
    dormant = dormant.truncatedTo(MICROS);
    churned = churned.truncatedTo(MICROS);
    if (settled.isNegative() || churned.compareTo(ScoringModel.LONGEST) > 0) {
      throw new IllegalArgumentException("lifecycle ages must be from 0 to 36500 days");
    }
    if (settled.compareTo(dormant) > 0 || dormant.compareTo(churned) >= 0) {
      throw new IllegalArgumentException("lifecycle ages must be ordered");
    }
  }

  /** Where a customer is whose latest of {@code purchases} qualifying purchases is this old. */
  Lifecycle lifecycle(int purchases, Duration age) {
    if (purchases == 1 && age.compareTo(settled) < 0) {
      return Lifecycle.NEW;
    }
    if (age.compareTo(dormant) < 0) {
      return Lifecycle.ACTIVE;
    }
    return age.compareTo(churned) < 0 ? Lifecycle.DORMANT : Lifecycle.CHURNED;
  }
}
