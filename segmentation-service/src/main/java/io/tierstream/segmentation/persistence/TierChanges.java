package io.tierstream.segmentation.persistence;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Everybody's tier changes, for reading. Every call belongs into a transaction. */
@ApplicationScoped
public class TierChanges implements PanacheRepositoryBase<TierChangeEntity, TierChangeEntity.Key> {

  /** Read in order from an index that has all of it, once for each instant. */
  private static final String MOVES =
      """
      SELECT f.tier AS from_tier, t.tier AS to_tier, count(*) AS customers
      FROM (SELECT DISTINCT ON (customer_id) customer_id, to_tier AS tier FROM tier_change
            WHERE effective_at <= :to ORDER BY customer_id, sequence DESC) t
      LEFT JOIN (SELECT DISTINCT ON (customer_id) customer_id, to_tier AS tier FROM tier_change
                 WHERE effective_at <= :from ORDER BY customer_id, sequence DESC) f
        ON f.customer_id = t.customer_id
      WHERE f.tier IS NOT NULL OR t.tier IS NOT NULL
      GROUP BY f.tier, t.tier""";

  /** How many had which tier at {@code from} and which at {@code to}, the same one, too. */
  public List<GroupMove> moves(Instant from, Instant to) {
    Stream<?> rows =
        getEntityManager()
            .createNativeQuery(MOVES, Object[].class)
            .setParameter("from", from)
            .setParameter("to", to)
            .getResultStream();
    return rows.map(row -> (Object[]) row)
        .map(row -> new GroupMove((String) row[0], (String) row[1], (Long) row[2]))
        .toList();
  }

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
