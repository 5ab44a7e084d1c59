package io.tierstream.feedback.application;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.tierstream.events.Ids;
import io.tierstream.feedback.messaging.CustomerSegments;
import io.tierstream.feedback.messaging.CustomerSegments.Part;
import io.tierstream.feedback.persistence.TierViewBuilds;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Builds the view of tiers whenever it is to be built, which it is at the very first start. It may
 * be broken off anywhere: whoever comes next begins again, and what is known already by its
 * sequence changes nothing. The live changes go on meanwhile.
 */
@ApplicationScoped
public class BuildTierView {

  private static final Logger LOG = Logger.getLogger(BuildTierView.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final long PROGRESS = 100_000;

  private final CustomerSegments segments;
  private final ChangeTiers changeTiers;
  private final TierViewBuilds builds;
  private final Clock clock;
  private final String holder;
  private final CountDownLatch end = new CountDownLatch(1);
  private Thread thread;
  private long told;

  BuildTierView(
      CustomerSegments segments,
      ChangeTiers changeTiers,
      TierViewBuilds builds,
      Clock clock,
      Ids ids) {
    this.segments = segments;
    this.changeTiers = changeTiers;
    this.builds = builds;
    this.clock = clock;
    this.holder = ids.next();
  }

  void start(@Observes StartupEvent event) {
    thread = new Thread(this::run, "tier-view");
    thread.setDaemon(true);
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    end.countDown();
    thread.join(TimeUnit.SECONDS.toMillis(10));
  }

  private void run() {
    try {
      do {
        build();
      } while (!end.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void build() {
    try {
      if (QuarkusTransaction.requiringNew()
          .call(() -> builds.claim(holder, clock.instant(), LEASE))) {
        LOG.info("The view of tiers is being built");
        told = 0;
        if (segments.read(this::take)
            && QuarkusTransaction.requiringNew().call(() -> builds.end(holder, clock.instant()))) {
          LOG.info("The view of tiers is built");
        }
      }
    } catch (CustomerSegments.Unreachable | RuntimeException e) {
      LOG.warnf("The view of tiers can't be built yet: %s", e.getMessage());
    }
  }

  /** Whether to go on: not when the service ends, nor when somebody else is at it by now. */
  private boolean take(Part part) {
    var isOurs =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  changeTiers.change(part.standings());
                  return builds.advance(
                      holder, clock.instant(), part.records(), part.expected(), part.unreadable());
                });
    if (part.records() - told >= PROGRESS) {
      told = part.records();
      LOG.infof("The view of tiers: %d of at most %d records", told, part.expected());
    }
    return isOurs && end.getCount() > 0;
  }
}
