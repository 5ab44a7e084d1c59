package io.tierstream.order.application;

import io.tierstream.order.persistence.ImportPlan;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/**
 * The database learns what an upload changed, in a transaction of its own: it holds a lock that
 * vacuum wants.
 */
@ApplicationScoped
public class RefreshStatistics {

  private final ImportPlan plan;

  RefreshStatistics(ImportPlan plan) {
    this.plan = plan;
  }

  /** Has all tables looked at that a plan reads. */
  @Transactional
  public void refresh() {
    plan.refreshStatistics();
  }
}
