package io.tierstream.segmentation.application;

import io.tierstream.events.Outbox;
import io.tierstream.segmentation.persistence.Pins;
import io.tierstream.segmentation.persistence.RecordedPin;
import io.tierstream.segmentation.persistence.Standings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.function.Consumer;

/** An operator takes a pin away before its end. */
@ApplicationScoped
public class UnpinTier {

  private final Standings standings;
  private final Pins pins;
  private final Outbox outbox;
  private final InputEvents events;
  private final Clock clock;

  UnpinTier(Standings standings, Pins pins, Outbox outbox, InputEvents events, Clock clock) {
    this.standings = standings;
    this.pins = pins;
    this.outbox = outbox;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Ends the pin now.
   *
   * @param expectation refuses, by throwing, a pin that isn't as the caller has seen it
   * @throws UnknownCustomer when nothing was ever heard of the customer
   * @throws ErasedCustomer when nothing is left of the customer
   * @throws NotPinned when there is none in force
   */
  @Transactional
  public void unpin(String customerId, Consumer<RecordedPin> expectation) {
    ErasedCustomer.otherwise(customerId, standings.held(customerId));
    var now = clock.instant();
    var last =
        pins.lastLocked(customerId)
            .filter(pin -> pin.isInForce(now))
            .orElseThrow(() -> new NotPinned(customerId));
    expectation.accept(last);
    var removal = new RecordedPin(customerId, last.version() + 1, null, null, null, now);
    pins.add(removal);
    outbox.append(events.pin(removal));
  }
}
