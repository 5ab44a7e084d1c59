package io.tierstream.segmentation.application;

import io.tierstream.segmentation.persistence.DatedRate;

/** The currency has another rate on that day already. */
public final class RateConflict extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient DatedRate known;

  RateConflict(DatedRate known) {
    super("there is a rate of " + known.currency() + " on " + known.day());
    this.known = known;
  }

  /** The rate that there is. */
  public DatedRate known() {
    return known;
  }
}
