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
 * Does what time makes due, from the start of the service to its end. Several instances may do so
 * at once.
 */
@ApplicationScoped
public class KeepHouse {

  private static final Logger LOG = Logger.getLogger(KeepHouse.class);

  private final LeaveSpend leaveSpend;
  private final BuildTierView buildTierView;
  private final SpendConfig config;
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
  private volatile boolean stopping;

  KeepHouse(LeaveSpend leaveSpend, BuildTierView buildTierView, SpendConfig config) {
    this.leaveSpend = leaveSpend;
    this.buildTierView = buildTierView;
    this.config = config;
  }

  void start(@Observes StartupEvent event) {
    regularly(this::leave);
    regularly(buildTierView::buildIfDue);
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopping = true;
    threads.shutdownNow();
    if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
      LOG.warn("Something that was due isn't done yet; the next start goes on with it");
    }
  }

  private void leave() {
    while (!stopping && leaveSpend.leave()) {
      // the next portion
    }
  }

  // An outage ends by itself: the next look finds what is due.
  private void regularly(Runnable step) {
    var pause = config.pause().toMillis();
    threads.scheduleWithFixedDelay(
        () -> {
          try {
            step.run();
          } catch (RuntimeException e) {
            if (!stopping) {
              LOG.warnf("What is due can't be done yet: %s", e.getMessage());
            }
          }
        },
        0,
        pause,
        TimeUnit.MILLISECONDS);
  }
}
