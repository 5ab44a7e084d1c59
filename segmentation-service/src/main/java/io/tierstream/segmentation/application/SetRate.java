package io.tierstream.segmentation.application;

import io.tierstream.events.Outbox;
import io.tierstream.segmentation.persistence.DatedRate;
import io.tierstream.segmentation.persistence.DatedRates;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;

/** A currency gets its rate of a day, and the owners of the partitions are told. */
@ApplicationScoped
public class SetRate {

  private final DatedRates rates;
  private final Outbox outbox;
  private final InputEvents events;
  private final Clock clock;

  SetRate(DatedRates rates, Outbox outbox, InputEvents events, Clock clock) {
    this.rates = rates;
    this.outbox = outbox;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Whether the rate is new; the same one again changes nothing.
   *
   * @param rate what one unit is worth in the base currency, above zero
   * @throws RateConflict when there is another: purchases were counted by it
   */
  @Transactional
  public boolean set(String currency, LocalDate day, BigDecimal rate) {
    var dated = new DatedRate(currency, day, rate, clock.instant());
    if (rates.add(dated)) {
      outbox.append(events.rateSet(dated));
      return true;
    }
    var known = rates.of(currency, day).orElseThrow();
    if (known.rate().compareTo(rate) != 0) {
      throw new RateConflict(known);
    }
    return false;
  }
}
