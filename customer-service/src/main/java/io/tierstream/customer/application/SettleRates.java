package io.tierstream.customer.application;

import io.tierstream.customer.persistence.SeenOrders;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;

/** Purchases get counted by the rates that were told after them. */
@ApplicationScoped
public class SettleRates {

  private final SeenOrders orders;
  private final SpendConfig config;
  private final Clock clock;

  SettleRates(SeenOrders orders, SpendConfig config, Clock clock) {
    this.orders = orders;
    this.config = config;
    this.clock = clock;
  }

  /** Counts a portion; whether there may be more to do. */
  @Transactional
  public boolean settle() {
    return orders.settle(clock.instant(), config.portion());
  }
}
