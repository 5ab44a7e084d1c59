package io.tierstream.segmentation.application;

import io.tierstream.segmentation.persistence.DatedRate;
import io.tierstream.segmentation.persistence.DatedRates;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.LocalDate;
import java.util.List;

/** The rates of a currency are looked up. */
@ApplicationScoped
public class FindRates {

  private final DatedRates rates;

  FindRates(DatedRates rates) {
    this.rates = rates;
  }

  /** At most {@code limit} on days before {@code before}, the latest first. */
  @Transactional
  public List<DatedRate> list(String currency, LocalDate before, int limit) {
    return rates.page(currency, before, limit);
  }
}
