package io.tierstream.customer.application;

import io.tierstream.customer.domain.SeenOrder;
import io.tierstream.customer.persistence.SeenOrders;
import io.tierstream.events.Newest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Clock;
import java.util.Collection;

/** Order-service tells what customers buy. */
@ApplicationScoped
public class CountOrders {

  private final SeenOrders orders;
  private final SpendConfig config;
  private final Clock clock;

  CountOrders(SeenOrders orders, SpendConfig config, Clock clock) {
    this.orders = orders;
    this.config = config;
    this.clock = clock;
  }

  /** Takes the highest version of each order in, in the caller's transaction. */
  @Transactional(TxType.MANDATORY)
  public void count(Collection<SeenOrder> seen) {
    var highest = Newest.of(seen, SeenOrder::orderId, SeenOrder::version);
    if (!highest.isEmpty()) {
      orders.keep(highest.values(), config.currency(), clock.instant());
    }
  }
}
