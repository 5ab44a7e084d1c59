package io.tierstream.segmentation.domain;

import java.time.Duration;

/**
 * The ages of the latest qualifying purchase at which a customer is no longer new, falls dormant,
 * and is given up.
 */
public record LifecycleAges(Duration settled, Duration dormant, Duration churned) {
  public LifecycleAges {
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
