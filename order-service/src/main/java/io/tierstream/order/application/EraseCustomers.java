package io.tierstream.order.application;

import io.tierstream.order.domain.Erasure;
import io.tierstream.order.persistence.ErasedCustomers;
import io.tierstream.order.persistence.Merges;
import io.tierstream.order.persistence.Orders;
import io.tierstream.order.persistence.Tiers;
import io.tierstream.rest.IdempotencyKeys;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/** Customers are erased: their orders stay as the books have them, under ids that name nobody. */
@ApplicationScoped
public class EraseCustomers {

  private final ErasedCustomers erased;
  private final Orders orders;
  private final Tiers tiers;
  private final Merges merges;
  private final IdempotencyKeys keys;

  EraseCustomers(
      ErasedCustomers erased, Orders orders, Tiers tiers, Merges merges, IdempotencyKeys keys) {
    this.erased = erased;
    this.orders = orders;
    this.tiers = tiers;
    this.merges = merges;
    this.keys = keys;
  }

  /** Empties what was written about them, and takes nothing of them from then on. */
  @Transactional
  public void erase(List<Erasure> erasures) {
    erased.add(erasures);
    var ids = erasures.stream().map(Erasure::customerId).distinct().toList();
    orders.eraseReasons(ids);
    tiers.erase(ids);
    merges.erase(ids);
    keys.erase(ids);
  }
}
