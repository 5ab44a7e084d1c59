package io.tierstream.customer.application;

import io.tierstream.customer.persistence.SeenOrders;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;

/** Purchases get too old for the 12-month spend. */
@ApplicationScoped
public class LeaveSpend {

  private final SeenOrders orders;
  private final SpendConfig config;
  private final Clock clock;

  LeaveSpend(SeenOrders orders, SpendConfig config, Clock clock) {
    this.orders = orders;
    this.config = config;
    this.clock = clock;
  }

  /** Takes out a portion of those whose time has come; whether there were any. */
  @Transactional
  public boolean leave() {
    return orders.leave(clock.instant(), config.portion()) > 0;
  }
}
