package io.tierstream.segmentation.application;

import io.tierstream.segmentation.persistence.RecordedTierChange;
import io.tierstream.segmentation.persistence.Standings;
import io.tierstream.segmentation.persistence.TierChanges;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/** A customer's tier changes are looked up, newest first. */
@ApplicationScoped
public class FindHistory {

  private final Standings standings;
  private final TierChanges tierChanges;

  FindHistory(Standings standings, TierChanges tierChanges) {
    this.standings = standings;
    this.tierChanges = tierChanges;
  }

  /**
   * At most {@code limit} changes with a sequence below {@code before}.
   *
   * @throws UnknownCustomer when nothing was ever heard of the customer
   * @throws ErasedCustomer when nothing is left of the customer
   */
  @Transactional
  public List<RecordedTierChange> find(String customerId, long before, int limit) {
    ErasedCustomer.otherwise(customerId, standings.of(customerId));
    return tierChanges.page(customerId, before, limit);
  }
}
