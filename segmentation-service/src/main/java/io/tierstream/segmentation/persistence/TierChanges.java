package io.tierstream.segmentation.persistence;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Everybody's tier changes, for reading. Every call belongs into a transaction. */
@ApplicationScoped
public class TierChanges implements PanacheRepositoryBase<TierChangeEntity, TierChangeEntity.Key> {

  /** At most {@code limit} of a customer's, newest first, all older than {@code before}. */
  public List<RecordedTierChange> page(String customerId, long before, int limit) {
    return find(
            "where customerId = ?1 and sequence < ?2 order by sequence desc", customerId, before)
        .page(0, limit)
        .stream()
        .map(change -> new RecordedTierChange(change.sequence, change.event))
        .toList();
  }
}
