package io.tierstream.segmentation.application;

import static java.util.stream.Collectors.joining;

import io.tierstream.events.Outbox;
import io.tierstream.segmentation.application.PinRefused.Reason;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.domain.Tier;
import io.tierstream.segmentation.persistence.Models;
import io.tierstream.segmentation.persistence.Pins;
import io.tierstream.segmentation.persistence.RecordedPin;
import io.tierstream.segmentation.persistence.Standings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Consumer;

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
   * @param expectation refuses, by throwing, a pin in force that isn't as the caller has seen it;
   *     it is given none when there is none
   * @throws UnknownCustomer when nothing was ever heard of the customer
   * @throws ErasedCustomer when nothing is left of the customer
   * @throws MergedCustomer when its facts count for another
   * @throws PinRefused when the model in force has no such tier, or {@code until} has passed or is
   *     more than 36,500 days ahead
   */
  @Transactional
  public RecordedPin pin(
      String customerId,
      String tier,
      Instant until,
      String reason,
      Consumer<Optional<RecordedPin>> expectation) {
    // An erasure waits, and then finds the reason; or this sees that it came first.
    var standing = ErasedCustomer.otherwise(customerId, standings.held(customerId));
    if (standing.mergedInto() != null) {
      throw new MergedCustomer(customerId, standing.mergedInto());
    }
    var now = clock.instant();
    check(tier, until, now);
    var last = pins.lastLocked(customerId);
    expectation.accept(last.filter(pin -> pin.isInForce(now)));
    var version = last.map(RecordedPin::version).orElse(0L) + 1;
    var pin = new RecordedPin(customerId, version, tier, until, reason, now);
    pins.add(pin);
    outbox.append(events.pin(pin));
    return pin;
  }

  private void check(String tier, Instant until, Instant now) {
    var reasons = new ArrayList<Reason>();
    var ladder = models.timeline().at(now).tiers();
    if (!ladder.has(tier)) {
      var names = ladder.tiers().stream().map(Tier::name).collect(joining(", "));
      reasons.add(new Reason("tier", "oneOf", "must be one of " + names));
    }
    if (!until.isAfter(now)) {
      reasons.add(new Reason("until", "future", "must be in the future"));
    } else if (until.isAfter(now.plus(ScoringModel.LONGEST))) {
      reasons.add(
          new Reason(
              "until",
              "max",
              "must be at most %d days ahead".formatted(ScoringModel.LONGEST.toDays())));
    }
    if (!reasons.isEmpty()) {
      throw new PinRefused(reasons);
    }
  }
}
