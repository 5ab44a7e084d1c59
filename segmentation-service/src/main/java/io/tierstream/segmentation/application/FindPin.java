package io.tierstream.segmentation.application;

import io.tierstream.segmentation.persistence.Pins;
import io.tierstream.segmentation.persistence.RecordedPin;
import io.tierstream.segmentation.persistence.Standings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;

/** A customer's pin is looked up. */
@ApplicationScoped
public class FindPin {

  private final Standings standings;
  private final Pins pins;
  private final Clock clock;

  FindPin(Standings standings, Pins pins, Clock clock) {
    this.standings = standings;
    this.pins = pins;
    this.clock = clock;
  }

  /**
   * The pin in force.
   *
   * @throws UnknownCustomer when nothing was ever heard of the customer
   * @throws ErasedCustomer when nothing is left of the customer
   * @throws NotPinned when there is none
   */
  @Transactional
  public RecordedPin find(String customerId) {
    ErasedCustomer.otherwise(customerId, standings.of(customerId));
    return pins.last(customerId)
        .filter(pin -> pin.isInForce(clock.instant()))
        .orElseThrow(() -> new NotPinned(customerId));
  }
}
