package io.tierstream.segmentation.domain;

import java.time.Instant;

/**
 * An operator's override of a customer's tier as one of its versions leaves it, §4: until an
 * instant the tier is the pinned one. There is one per customer, and the highest version is known.
 *
 * @param tier by name; null when the pin was taken away
 * @param until when it ends by itself; null when it was taken away
 * @param occurredAt when it was set, or taken away
 */
public record Pin(long version, String tier, Instant until, Instant occurredAt) implements Fact {

  public Pin {
    occurredAt = Order.instant("occurredAt", occurredAt);
    until = until == null ? null : Order.instant("until", until);
    if (version <= 0) {
      throw new IllegalArgumentException("version must be positive");
    }
    if ((tier == null) != (until == null)) {
      throw new IllegalArgumentException("tier and until must be there together");
    }
  }

  /** Whether it is there at {@code at}: neither taken away nor over. */
  boolean lasts(Instant at) {
    return tier != null && at.isBefore(until);
  }

  /** Whether it decides the tier at {@code at}; a tier that isn't on the ladder decides nothing. */
  boolean decides(Instant at, TierLadder ladder) {
    return lasts(at) && ladder.has(tier);
  }

  @Override
  public KnownPin knownIn(Facts facts) {
    return facts.pin();
  }

  @Override
  public Facts addedTo(Facts facts, long ordinal) {
    return new Facts(facts.orders(), facts.feedback(), new KnownPin(this, ordinal));
  }

  @Override
  public boolean givesBack() {
    return false;
  }
}
