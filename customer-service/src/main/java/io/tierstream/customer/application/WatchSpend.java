package io.tierstream.customer.application;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Looks for purchases that get too old for the 12-month spend, and for those that have waited for
 * their rates, from the start of the service to its end. Several instances may do so at once.
 */
@ApplicationScoped
public class WatchSpend {

  private static final Logger LOG = Logger.getLogger(WatchSpend.class);

  private final LeaveSpend leaveSpend;
  private final SettleRates settleRates;
  private final SpendConfig config;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private volatile boolean stopping;

  WatchSpend(LeaveSpend leaveSpend, SettleRates settleRates, SpendConfig config) {
    this.leaveSpend = leaveSpend;
    this.settleRates = settleRates;
    this.config = config;
  }

  void start(@Observes StartupEvent event) {
    var pause = config.pause().toMillis();
    thread.scheduleWithFixedDelay(this::look, 0, pause, TimeUnit.MILLISECONDS);
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopping = true;
    thread.shutdown();
    if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
      LOG.warn("What was due in the customers' spends may not be done; the next start goes on");
    }
  }

  // An outage ends by itself: the next look finds what is due.
  private void look() {
    try {
      while (!stopping && settleRates.settle()) {
        // the next portion
      }
      while (!stopping && leaveSpend.leave()) {
        // the next portion
      }
    } catch (RuntimeException e) {
      if (!stopping) {
        LOG.warnf("What is due in the customers' spends can't be done yet: %s", e.getMessage());
      }
    }
  }
}
