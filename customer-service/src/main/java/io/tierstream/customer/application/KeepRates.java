package io.tierstream.customer.application;

import io.tierstream.customer.domain.DatedRate;
import io.tierstream.customer.persistence.DatedRates;
import io.tierstream.events.Newest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.Collection;

/** Segmentation tells what currencies are worth. */
@ApplicationScoped
public class KeepRates {

  private final DatedRates rates;

  KeepRates(DatedRates rates) {
    this.rates = rates;
  }

  /** Takes the highest version of each rate in, in the caller's transaction. */
  @Transactional(TxType.MANDATORY)
  public void keep(Collection<DatedRate> told) {
    if (!told.isEmpty()) {
      rates.keep(highest(told));
    }
  }

  /** As above, but what is known may be told again, and its purchases are counted again. */
  @Transactional(TxType.MANDATORY)
  public void retell(Collection<DatedRate> told) {
    if (!told.isEmpty()) {
      rates.retell(highest(told));
    }
  }

  private static Collection<DatedRate> highest(Collection<DatedRate> told) {
    return Newest.of(told, DatedRate::key, DatedRate::version).values();
  }
}
