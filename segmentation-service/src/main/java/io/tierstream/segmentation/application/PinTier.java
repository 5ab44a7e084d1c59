package io.tierstream.segmentation.application;

import io.tierstream.events.Outbox;
import io.tierstream.segmentation.domain.Tier;
import io.tierstream.segmentation.persistence.Models;
import io.tierstream.segmentation.persistence.Pins;
import io.tierstream.segmentation.persistence.RecordedPin;
import io.tierstream.segmentation.persistence.Standings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;

/** An operator pins a customer's tier until an instant. */
@ApplicationScoped
public class PinTier {

  private final Standings standings;
  private final Models models;
  private final Pins pins;
  private final Outbox outbox;
  private final InputEvents events;
  private final Clock clock;

  PinTier(
      Standings standings,
      Models models,
      Pins pins,
      Outbox outbox,
      InputEvents events,
      Clock clock) {
    this.standings = standings;
    this.models = models;
    this.pins = pins;
    this.outbox = outbox;
    this.events = events;
    this.clock = clock;
  }

  /**
   * The pin, which the owner of the customer's partition is told of.
   *
   * @param until when it ends by itself
   * @throws UnknownCustomer when nothing was ever heard of the customer
   * @throws ErasedCustomer when nothing is left of the customer
   * @throws MergedCustomer when its facts count for another
   * @throws UnknownTier when the model in force has no such tier
   */
  @Transactional
  public RecordedPin pin(String customerId, String tier, Instant until, String reason) {
    // An erasure waits, and then finds the reason; or this sees that it came first.
    var standing = ErasedCustomer.otherwise(customerId, standings.held(customerId));
    if (standing.mergedInto() != null) {
      throw new MergedCustomer(customerId, standing.mergedInto());
    }
    var now = clock.instant();
    var ladder = models.timeline().at(now).tiers();
    if (!ladder.has(tier)) {
      throw new UnknownTier(ladder.tiers().stream().map(Tier::name).toList());
    }
    var last = pins.lastLocked(customerId);
    var version = last.map(RecordedPin::version).orElse(0L) + 1;
    var pin = new RecordedPin(customerId, version, tier, until, reason, now);
    pins.add(pin);
    outbox.append(events.pin(pin));
    return pin;
  }
}
